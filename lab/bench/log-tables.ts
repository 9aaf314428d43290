import type { ContainerMemory } from '../common/container-memory.ts';
import { table } from './table.ts';

export interface LogFigures {
  readonly lines: number;
  readonly arrived: number;
  readonly linesPerSecond: number;
  readonly cpuSeconds: { readonly alloy: number };
  readonly delaySeconds: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly needle: { readonly bytesRead: number; readonly seconds: number };
  readonly memory: readonly ContainerMemory[];
}

/** Section of the page on logs. */
export function logTables({
  lines,
  arrived,
  linesPerSecond,
  cpuSeconds,
  delaySeconds,
  needle,
  memory,
}: LogFigures): string[] {
  return [
    ...table(
      ['Figure', 'Value'],
      [
        ['Lines printed, received', `${lines}, ${arrived - 1} and the planted one`],
        ['Lines per second', `${linesPerSecond}`],
        ['Lines per CPU second of Alloy; the goal is 10000', (lines / cpuSeconds.alloy).toFixed(0)],
        [
          'Printed to searchable, p50 / p95 / max',
          `${delaySeconds.p50} / ${delaySeconds.p95} / ${delaySeconds.max} s`,
        ],
        [
          'Search for one line among all',
          `${(needle.bytesRead / 1e6).toFixed(0)} MB read in ${needle.seconds.toFixed(2)} s`,
        ],
        ...memory.map(({ container, usedMiB }) => [
          `Memory of ${container.split('-').at(-1)}`,
          `${usedMiB.toFixed(0)} MiB`,
        ]),
      ],
    ),
  ];
}
