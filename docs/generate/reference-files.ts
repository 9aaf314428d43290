import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { format, resolveConfig } from 'prettier';
import { jsonSchema, NAMESPACE, type ReferenceRow, referenceRows } from '../../configs/index.ts';
import { ROOT } from '../../cli/stack/project.ts';

const SCHEMA = 'docs/stack-file.schema.json';

/** The files that are generated from the schema of the settings: path and text. */
export async function referenceFiles(): Promise<Map<string, string>> {
  const rows = referenceRows();
  return new Map([
    ['docs/configuration.md', referencePage(rows)],
    ['Pulumi.yaml', projectFile(rows)],
    [
      SCHEMA,
      await format(JSON.stringify(jsonSchema()), {
        ...(await resolveConfig(join(ROOT, SCHEMA))),
        filepath: SCHEMA,
      }),
    ],
  ]);
}

function referencePage(rows: readonly ReferenceRow[]): string {
  const sections = rows.filter(({ key }) => /^\w+$/.test(key));
  return [
    '# Configuration',
    '',
    `Every key of \`Pulumi.<stack>.yaml\`, below \`${NAMESPACE}:\`. Written by \`npm run reference\` from the schema in`,
    '`configs/settings/`; a test keeps it up to date.',
    '',
    'An invalid value is reported before anything is created, with its key, the value found, what is allowed and an example; all',
    'errors are reported at once.',
    '',
    "Set a secret with `npm run pulumi -- config set --secret --path 'llm-monitoring:grafana.adminPassword'`.",
    '',
    '| Section | Description |',
    '| --- | --- |',
    ...sections.map(
      ({ key, description }) => `| [\`${key}\`](#${key.toLowerCase()}) | ${cell(description)} |`,
    ),
    '',
    ...sections.flatMap(({ key }) => section(key, rows)),
  ].join('\n');
}

function section(name: string, rows: readonly ReferenceRow[]): string[] {
  const own = rows.filter(
    ({ key }) => key === name || key.startsWith(`${name}.`) || key.startsWith(`${name}[`),
  );
  return [
    `## ${name}`,
    '',
    '| Key | Allowed | Default | Description |',
    '| --- | --- | --- | --- |',
    ...own.map(
      ({ key, expected, default: value, description }) =>
        `| \`${key}\` | ${cell(expected)} | ${value === undefined ? '' : `\`${cell(shown(key, value))}\``} | ${cell(description)} |`,
    ),
    '',
  ];
}

function projectFile(rows: readonly ReferenceRow[]): string {
  const project = parseDocument(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8'));
  const top = rows.filter(({ key }) => /^\w+$/.test(key));
  project.set('config', Object.fromEntries(top.map((row) => [`${NAMESPACE}:${row.key}`, declaration(row)])));
  return project.toString({ lineWidth: 100 });
}

/** Pulumi's own check of a key; the program checks the rest. A key without a default would be required. */
function declaration({ key, default: value, description, expected }: ReferenceRow): Record<string, unknown> {
  // Pulumi rejects an object where it expects a boolean, and has no type for both.
  if (typeof value === 'boolean' && expected !== 'true or false') return { description, default: value };
  if (Array.isArray(value)) return { type: 'array', items: { type: 'object' }, description, default: [] };
  if (typeof value === 'boolean') return { type: 'boolean', description, default: value };
  if (typeof value === 'string') return { type: 'string', description, default: value };
  if (value === undefined || typeof value === 'object') return { type: 'object', description, default: {} };
  throw new Error(`No declaration for ${key}`);
}

/** Memory is kept in MiB and written with its unit. */
function shown(key: string, value: unknown): string {
  return key.endsWith('memory') ? `${String(value)}MiB` : JSON.stringify(value);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
