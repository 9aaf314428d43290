import type { Outcome } from './fault.ts';

const HEAD = ['fault', 'expected', 'happened', 'seconds', 'survived'] as const;

/** The results as a Markdown table, followed by a summary line. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ fault, expected, happened, seconds, survived }) => [
    fault,
    expected,
    happened,
    seconds.toFixed(1),
    survived ? 'yes' : 'NO',
  ]);
  const cells = [HEAD, ...rows].map((row) => row.map(cell));
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`;
  const [head, ...body] = cells;
  const survived = outcomes.filter((outcome) => outcome.survived).length;
  return [
    line(head!),
    line(widths.map((width) => '-'.repeat(width))),
    ...body.map(line),
    '',
    `${survived} of ${outcomes.length} survived`,
  ].join('\n');
}

/** On one line, with cell separators escaped. */
function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
