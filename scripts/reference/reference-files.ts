import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { NAMESPACE, type ReferenceRow, referenceRows } from '../../configs/index.ts';
import { ROOT } from '../stack/project.ts';

const README_START = '<!-- configuration: written by `npm run reference` -->';
const README_END = '<!-- end of configuration -->';

/** The files that follow from the schema, by path, with the text they should have. */
export function referenceFiles(): Map<string, string> {
  const rows = referenceRows();
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [head, tail] = [readme.split(README_START)[0], readme.split(README_END)[1]];
  return new Map([
    ['docs/configuration.md', referencePage(rows)],
    ['Pulumi.yaml', projectFile(rows)],
    ['README.md', `${head}${README_START}\n\n${sectionTable(rows)}\n${README_END}${tail}`],
  ]);
}

function referencePage(rows: readonly ReferenceRow[]): string {
  const lines = rows.map(
    ({ key, expected, default: value, description }) =>
      `| \`${key}\` | ${cell(expected)} | ${value === undefined ? '' : `\`${cell(shown(key, value))}\``} | ${cell(description)} |`,
  );
  return [
    '# Configuration',
    '',
    `Every key of \`Pulumi.<stack>.yaml\`, below \`${NAMESPACE}:\`. Written by \`npm run reference\` from the schema in`,
    '`configs/settings/`; a test keeps it true.',
    '',
    "Set a secret with `npm run pulumi -- config set --secret --path 'llm-monitoring:grafana.adminPassword'`.",
    '',
    '| Key | Allowed | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** A row a section, with its keys. */
function sectionTable(rows: readonly ReferenceRow[]): string {
  const top = rows.filter(({ key }) => /^\w+$/.test(key));
  const lines = top.map(({ key, description }) => {
    const keys = rows
      .map((row) => new RegExp(`^${key}(?:\\[\\])?\\.(\\w+)$`).exec(row.key)?.[1])
      .filter((name) => name !== undefined);
    return `| \`${key}\` | ${cell(description)} | ${keys.map((name) => `\`${name}\``).join(', ')} |`;
  });
  return ['| Section | What for | Keys |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

function projectFile(rows: readonly ReferenceRow[]): string {
  const project = parseDocument(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8'));
  const top = rows.filter(({ key }) => /^\w+$/.test(key));
  project.set('config', Object.fromEntries(top.map((row) => [`${NAMESPACE}:${row.key}`, declaration(row)])));
  return project.toString({ lineWidth: 110 });
}

/** What Pulumi checks of a key by itself; the program checks the rest. A default is needed, or the key would be required. */
function declaration({ key, default: value, description }: ReferenceRow): Record<string, unknown> {
  if (Array.isArray(value)) return { type: 'array', items: { type: 'object' }, description, default: [] };
  if (typeof value === 'boolean') return { type: 'boolean', description, default: value };
  if (typeof value === 'string') return { type: 'string', description, default: value };
  if (value === undefined) return { type: 'object', description, default: {} };
  throw new Error(`No declaration for ${key}`);
}

/** Memory is kept in MiB and written with its unit. */
function shown(key: string, value: unknown): string {
  return key.endsWith('memory') ? `${String(value)}MiB` : JSON.stringify(value);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
