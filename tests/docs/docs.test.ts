import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { NAMESPACE, parseSettings, referenceRows } from '../../configs/index.ts';
import { parseCommandLine } from '../../scripts/stack/command-line.ts';
import { anchors, blocks, commands, pages, ROOT } from './markdown.ts';

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
  /^kubectl( --?[\w-]+[ =]\S+)* (apply|create|delete|get|label|logs|port-forward|rollout|create secret|scale|wait)\b/,
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
  if (scripts[script]!.startsWith('node scripts/run.js stack ')) parseCommandLine([script, ...words]);
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

describe.each(pages)('$path', ({ path, text }) => {
  it('names commands that exist, with flags and keys that are known', () => {
    for (const block of blocks(text, 'sh', 'shell')) commands(block).forEach(check);
  });

  // Scripts of other programs, on a cluster or a cloud: no more than their grammar can be checked here.
  it('shows scripts that parse', () => {
    for (const block of blocks(text, 'bash')) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    }
  });

  it('shows configuration that is valid', () => {
    for (const block of blocks(text, 'yaml')) {
      const settings = settingsOf(block);
      if (settings) expect(() => parseSettings(settings), block).not.toThrow();
    }
  });

  it('links to what is there', () => {
    for (const [, target = ''] of text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? path : normalize(join(dirname(path), file));
      expect(existsSync(join(ROOT, linked)), `${path}: ${target}`).toBe(true);
      if (anchor) expect([...anchors(readFileSync(join(ROOT, linked), 'utf8'))], target).toContain(anchor);
    }
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

it('README.md is shorter than 200 lines', () => {
  expect(pages[0]!.text.split('\n').length).toBeLessThan(200);
});
