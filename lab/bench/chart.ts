/** A bar of a chart, and the value to compare it with. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly least?: number;
}

/** Lines of a bar chart in Mermaid, which GitHub draws; a line marks what the bars are compared with. */
export function chart(title: string, unit: string, bars: readonly Bar[]): string[] {
  if (bars.length === 0) return [];
  const least = bars.flatMap((bar) => bar.least ?? []);
  const numbers = (values: readonly number[]) => `[${values.map((value) => value.toFixed(1)).join(', ')}]`;
  return [
    '```mermaid',
    'xychart-beta horizontal',
    `  title "${title}"`,
    `  x-axis [${bars.map(({ name }) => `"${name}"`).join(', ')}]`,
    `  y-axis "${unit}" 0 --> ${Math.ceil(Math.max(...bars.map(({ value }) => value)))}`,
    `  bar ${numbers(bars.map(({ value }) => value))}`,
    ...(least.length === 0 ? [] : [`  line ${numbers(least)}`]),
    '```',
    '',
  ];
}
