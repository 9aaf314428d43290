import { DASHBOARDS, type FleetFigures, fleetTables } from './dashboard-tables.ts';
import { type DetectionFigures, detectionTables } from './detection-tables.ts';
import { type LogFigures, logTables } from './log-tables.ts';
import { type ProgramFigures, programTables } from './program-tables.ts';
import type { Report } from './report.ts';
import { ruleTables } from './rule-tables.ts';
import type { RulesFigures } from './rules-figures.ts';
import type { TraceFigures } from './trace-figures.ts';
import { traceTables } from './trace-tables.ts';

/** Figures of each benchmark, by its name. */
export interface Figures {
  readonly program: ProgramFigures;
  readonly dashboards: readonly FleetFigures[];
  readonly rules: RulesFigures;
  readonly detection: readonly DetectionFigures[];
  readonly logs: LogFigures;
  readonly traces: TraceFigures;
}

/** Reports of the benchmarks that were run: one each, and one per fleet for dashboards. */
export type Reports = {
  readonly [B in Exclude<keyof Figures, 'dashboards'>]?: Report<Figures[B]>;
} & { readonly dashboards?: readonly Report<Figures['dashboards']>[] };

/** The page of benches, of whatever was run. */
export function benchPage(reports: Reports): string {
  const { dashboards = [] } = reports;
  const sections = [
    section('Cost of the program and its deployment', 'npm run bench', reports.program, programTables),
    ['## Cost of a dashboard refresh', '', ...DASHBOARDS, ''],
    dashboards.length === 0 ? notRun('npm run bench:dashboards') : [],
    ...dashboards.map((report) => [
      ...ranBy('npm run bench:dashboards', report),
      ...report.figures.flatMap(fleetTables),
    ]),
    section('Cost of the rules', 'npm run bench:rules', reports.rules, ruleTables),
    section('Alert latency', 'npm run bench:detection', reports.detection, detectionTables),
    section('Logs', 'npm run bench:logs', reports.logs, logTables),
    section('Traces', 'npm run bench:traces', reports.traces, traceTables),
  ];
  return `${[...OPENING, ...sections.flat()].join('\n').trimEnd()}\n`;
}

const OPENING = [
  '# Benchmarks',
  '',
  'Written by `npm run bench:all`. Figures in one table are from the same run on the same machine: ratios are more reliable than',
  'seconds. A load well above the number of cores means that other work was running at the same time.',
  '',
  '```sh',
  'npm run bench:all -- --peers DIR      # all; DIR contains dashboards of other projects to compare with',
  'npm run bench:all -- --only program   # one of program, dashboards, rules, detection, logs, traces; the others keep their results',
  '```',
  '',
];

function section<F>(
  title: string,
  command: string,
  report: Report<F> | undefined,
  body: (figures: F) => readonly string[],
): string[] {
  if (report === undefined) return [`## ${title}`, '', ...notRun(command)];
  return [`## ${title}`, '', ...ranBy(command, report), ...body(report.figures), ''];
}

const notRun = (command: string) => [`Not run: \`${command}\`.`, ''];

/** By what command, when, and on what machine. */
function ranBy(command: string, { at, machine, options }: Report): string[] {
  const asked = Object.entries(options)
    .filter(([name]) => name !== 'peers' && name !== 'help')
    .map(([name, value]) => `${name} ${String(value)}`);
  const processor = machine.processor.trim() || 'an unknown make';
  return [
    `\`${command}\` (${asked.join(', ')}), ${at.slice(0, 10)}: ${machine.cores} cores of ${processor}, ${machine.memoryGiB} GiB, load ${machine.load}.`,
    '',
  ];
}
