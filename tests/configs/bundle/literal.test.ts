import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { envFile } from '../../../configs/bundle/env-file.ts';
import { bundle } from '../../../configs/bundle/index.ts';
import { parseSettings } from '../../../configs/index.ts';

/** The rules of compose-go 2.6 `dotenv/parser.go` for a value that begins after `=`. */
function readByCompose(text: string): string {
  const source = text.slice(text.indexOf('=') + 1).replace(/\n$/, '');
  if (!source.startsWith('"')) return substituted(source.split(' #')[0]!.trimEnd());
  let value = '';
  for (let at = 1; source[at] !== '"'; at++) {
    if (at >= source.length) throw new Error(`unterminated: ${source}`);
    if (source[at] !== '\\') value += source[at];
    else value += source[++at] === '"' ? '"' : `\\${source[at]}`;
  }
  const escapes: Readonly<Record<string, string>> = {
    n: '\n',
    r: '\r',
    t: '\t',
    '"': '"',
    '\\': '\\',
    $: '$$',
  };
  return substituted(value.replaceAll(/\\([nrt$"\\])/g, (_, escape: string) => escapes[escape]!));
}

const substituted = (text: string) =>
  text.replaceAll(/\$(\$|\{\w*\}|\w+)/g, (_, name: string) => (name === '$' ? '$' : ''));

/** Grafana's `interpolateValue`, in an environment without variables. */
const readByGrafana = (text: string) =>
  text
    .split('$$')
    .map((part) => part.replaceAll(/\$(?:\{[^}]*\}|\w+|\W)/g, ''))
    .join('$');

const PASSWORDS = [
  'plain-Pass_1',
  'pa$word',
  'pa$$word',
  '${HOME}',
  'a #b',
  '#a',
  `it's`,
  'say "x"',
  String.raw`back\slash\n`,
  String.raw`ends\ `.trim(),
  String.raw`a\'b\"c`,
  ' spaces ',
  'line\nbreak',
  'ünïcödé=',
  '`x`',
  '$',
  '$$',
];

test.each(PASSWORDS)('the password %j survives .env', (password) => {
  expect(readByCompose(envFile({ A: password }))).toBe(password);
});

describe('the provisioning files', () => {
  it.each(PASSWORDS)('keep the password %j and templates', (password) => {
    const auth = { basic: { username: `u${password}`, password } };
    const files = bundle(
      parseSettings({
        grafana: { folder: `LLM ${password}` },
        loki: { existing: { url: 'https://loki.example.com', auth } },
      }),
    );
    const text = (path: string) => files.find((file) => file.path === `grafana/provisioning/${path}`)!.text;
    const { datasources } = parse(text('datasources/llm-monitoring.yaml')) as {
      datasources: {
        uid: string;
        basicAuthUser: string;
        secureJsonData: Record<string, string>;
        jsonData: { derivedFields: { url: string }[] };
      }[];
    };
    const loki = datasources.find(({ uid }) => uid === 'loki')!;
    expect(readByGrafana(loki.basicAuthUser)).toBe(`u${password}`);
    expect(Object.values(loki.secureJsonData).map(readByGrafana)).toEqual([password]);
    expect(readByGrafana(loki.jsonData.derivedFields[0]!.url)).toContain('var-search=${__value.raw}');
    const { providers } = parse(text('dashboards/llm-monitoring.yaml')) as {
      providers: { folder: string }[];
    };
    expect(readByGrafana(providers[0]!.folder)).toBe(`LLM ${password}`);
  });
});
