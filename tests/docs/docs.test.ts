import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { NAMESPACE, parseSettings, referenceRows } from '../../configs/index.ts';
import { parseCommandLine } from '../../cli/stack/command-line.ts';
import { anchors, blocks, commands, pages, ROOT, spans } from './markdown.ts';
import { keyError } from './named-keys.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const keys = new Set(referenceRows().map(({ key }) => key));

/** Commands of other programs that the pages may name, by their form. */
const OTHERS = [
  /^npm ci$/,
  /^npm test$/,
  /^git switch --detach v[\d.]+$/,
  /^\$EDITOR Pulumi\.\w+\.yaml$/,
  /^docker (compose up -d|system df|logs (--tail \d+ )?[\w-]+)$/,
  /^kubectl( --?[\w-]+[ =]\S+)* (apply|create|delete|get|label|logs|patch|port-forward|rollout|create secret|scale|wait)\b/,
  /^logcli( --[\w-]+=\S+)* (labels|query|series)\b/,
  /^helm (template|upgrade|install|list|pull|push|show)\b/,
];

function check(command: string): void {
  const npm = /^npm run (\S+)(?: -- (.*))?$/.exec(command);
  if (!npm) {
    expect(
      OTHERS.some((form) => form.test(command)),
      `no known command: ${command}`,
    ).toBe(true);
    return;
  }
  const [, script = '', rest = ''] = npm;
  expect(Object.keys(scripts), command).toContain(script);
  const words = rest.split(/\s+/).filter((word) => word !== '');
  if (scripts[script]!.startsWith('node cli/run.js cli/stack ')) parseCommandLine([script, ...words]);
  for (const [, path] of command.matchAll(/config set .*--path '?([\w.:[\]-]+)'?/g)) {
    const key = path!.replace(`${NAMESPACE}:`, '').replaceAll(/\[\d+\]/g, '[]');
    expect(path!.startsWith(`${NAMESPACE}:`), path).toBe(true);
    expect(
      [...keys].some((known) => known === key || known.startsWith(`${key}.`)),
      `key ${key}`,
    ).toBe(true);
  }
}

/** The settings in a YAML block, whether `config:` stands above them or not. */
function settingsOf(block: string): Record<string, unknown> | undefined {
  const document = parse(block) as Record<string, unknown> | null;
  const config = (document?.['config'] ?? document ?? {}) as Record<string, unknown>;
  const entries = Object.entries(config).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(NAMESPACE.length + 1), value]));
}

const linksOf = (text: string) =>
  [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^(https?|mailto):/.test(target));

/** The pages that have something to check, with what they have. */
const having = <T>(find: (text: string) => readonly T[]) =>
  pages.map(({ path, text }) => ({ path, found: find(text) })).filter(({ found }) => found.length > 0);

const withCommands = having((text) => blocks(text, 'sh', 'shell').flatMap(commands));
const withScripts = having((text) => blocks(text, 'bash'));
const withSettings = having((text) =>
  blocks(text, 'yaml')
    .map(settingsOf)
    .filter((settings) => settings !== undefined),
);
const withLinks = having(linksOf);

it('finds pages with commands, scripts, settings and links', () => {
  expect(withCommands.length).toBeGreaterThan(5);
  expect(withScripts.length).toBeGreaterThan(0);
  expect(withSettings.length).toBeGreaterThan(2);
  expect(withLinks.length).toBeGreaterThan(5);
});

it.each(withCommands)('$path names commands that exist, with flags and keys that are known', ({ found }) => {
  found.forEach(check);
});

// Scripts of other programs, on a cluster or a cloud: no more than their grammar can be checked here.
it.each(withScripts)('$path shows scripts that parse', ({ found }) => {
  for (const block of found) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }
});

it.each(withSettings)('$path shows configuration that is valid', ({ found }) => {
  for (const settings of found) expect(() => parseSettings(settings), JSON.stringify(settings)).not.toThrow();
});

it.each(withLinks)('$path links to what is there', ({ path, found }) => {
  for (const target of found) {
    const [file = '', anchor] = target.split('#');
    const linked = file === '' ? path : normalize(join(dirname(path), file));
    expect(existsSync(join(ROOT, linked)), `${path}: ${target}`).toBe(true);
    if (anchor) expect([...anchors(readFileSync(join(ROOT, linked), 'utf8'))], target).toContain(anchor);
  }
});

it.each(pages)('$path names keys of the configuration that exist', ({ text }) => {
  expect(spans(text).flatMap((span) => keyError(span) ?? [])).toEqual([]);
});

describe('The check of keys', () => {
  it.each([
    'targets[].path',
    'targets[0].auth',
    'kubernetes.grafana.access.host',
    'kubernetes.createNamespace: false',
    'llm-monitoring:images.<name>',
    'alerts.rules.<name>.threshold',
    'alerts.contactPoints[].kind',
    'prometheus.externalLabels.cluster',
    'loki.ts',
    'up',
  ])('accepts %s', (span) => {
    expect(keyError(span)).toBeUndefined();
  });

  it.each([
    ['targets[].pth', 'no such key'],
    ['targets.path', 'no such key'],
    ['kubernetes.grafana.host', 'no such key'],
    ['grafana.database.password', 'no such key'],
    ['llm-monitoring:prometheus.longTerm', 'no such key'],
    ['objectStore.existingSecret', 'write kubernetes.loki.objectStore.existingSecret'],
    ['longTerm.kind: amp', 'write kubernetes.prometheus.longTerm.kind'],
  ])('rejects %s', (span, error) => {
    expect(keyError(span)).toBe(`${span}: ${error}`);
  });
});

describe('The check of commands', () => {
  it.each([
    'npm run nothing',
    'npm run up -- --purge',
    'npm run down -- --purgee',
    "npm run pulumi -- config set --path 'llm-monitoring:grafana.adminPasswort'",
    'curl https://example.com',
  ])('refuses %s', (command) => {
    expect(() => check(command)).toThrow();
  });
});

it('README.md is shorter than 170 lines', () => {
  expect(pages[0]!.text.split('\n').length).toBeLessThan(170);
});
