import { FIGURES, ROW_LABELS, totalOf, type Figure, type RowLabel, type Usage } from './usage.ts';

const TITLES: Readonly<Record<RowLabel, string>> = {
  cluster: 'Cluster',
  namespace: 'Namespace',
  model_name: 'Model',
};
const LABELS: readonly RowLabel[] = ROW_LABELS.toReversed();
const KEYS = Object.keys(FIGURES) as Figure[];

const heading = (currency: string): string[] => [
  'Day',
  ...LABELS.map((label) => TITLES[label]),
  ...KEYS.map((key) =>
    key.toLowerCase().includes('cost') ? `${FIGURES[key].title} (${currency})` : FIGURES[key].title,
  ),
];

const figures = (row: Partial<Record<Figure, number>>): string[] =>
  KEYS.map((key) => row[key]?.toFixed(FIGURES[key].decimals) ?? '');

const line = (row: Usage): string[] => [row.day, ...LABELS.map((label) => row[label]), ...figures(row)];

const totalLine = (rows: readonly Usage[]): string[] => [
  'Total',
  ...LABELS.map(() => ''),
  ...figures(totalOf(rows)),
];

/** One line per row and a last one with the total, for spreadsheets (RFC 4180). */
export function csv(rows: readonly Usage[], currency: string): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [heading(currency), ...rows.map(line), totalLine(rows)];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** The same as a Markdown table, below a sentence that says what is counted. */
export function markdown(rows: readonly Usage[], currency: string, from: string, to: string): string {
  const cell = (text: string) => text.replaceAll('|', String.raw`\|`);
  const titles = heading(currency);
  const aligned = titles.map((_, position) => (position <= LABELS.length ? '---' : '---:'));
  const table = [titles, aligned, ...rows.map(line), totalLine(rows)]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
  return `# Usage and cost, ${from} to ${to}\n\nDays are UTC. Cost is that of all GPUs held, idle time included; time that was not recorded is not counted. An empty cell\nlacks a setting or a recording.\n\n${table}\n`;
}
