import { type Comparison, timesFewer } from '../dashboards/comparison.ts';
import type { DashboardCost } from '../dashboards/replay.ts';
import type { RulesFigures } from './rules-figures.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';
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

interface Cost {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

interface ProgramFigures {
  readonly rounds: number;
  readonly floor: Cost;
  readonly program: Cost;
  readonly ratio: number;
  readonly stack?: { readonly upSeconds: number; readonly firstValueSeconds: number };
}

interface FleetFigures {
  readonly fleet: string;
  readonly samplesWritten: number;
  readonly samplesRecorded: number;
  readonly dashboards: readonly Omit<DashboardCost, 'costs'>[];
  readonly comparison: readonly Comparison[];
}

/** Seconds; null where no message came. */
interface DetectionFigures {
  readonly fault: string;
  readonly rule: string;
  readonly floor: number;
  readonly notified: number | null;
  readonly resolved: number | null;
}

interface LogFigures {
  readonly lines: number;
  readonly arrived: number;
  readonly linesPerSecond: number;
  readonly delaySeconds: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly needle: { readonly bytesRead: number; readonly seconds: number };
  readonly memory: readonly string[];
}

/** Reports of the benchmarks that were run: one each, and one per fleet for dashboards. */
export type Reports = {
  readonly [B in Exclude<keyof Figures, 'dashboards'>]?: Report<Figures[B]>;
} & { readonly dashboards?: readonly Report<Figures['dashboards']>[] };

/** The page of benches, of whatever was run. */
export function benchPage(reports: Reports): string {
  const { dashboards = [] } = reports;
  const sections = [
    section('Cost of the program', 'npm run bench', reports.program, program),
    ['## Cost of a dashboard refresh', '', ...DASHBOARDS, ''],
    dashboards.length === 0 ? notRun('npm run bench:dashboards') : [],
    ...dashboards.map((report) => [
      ...ranBy('npm run bench:dashboards', report),
      ...report.figures.flatMap(fleet),
    ]),
    section('Cost of the rules', 'npm run bench:rules', reports.rules, rules),
    section('Alert latency', 'npm run bench:detection', reports.detection, detection),
    section('Logs', 'npm run bench:logs', reports.logs, logs),
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

const DASHBOARDS = [
  'One day of a fleet, extrapolated from the metrics of a real server under load, in a Prometheus with the recording rules of this',
  'project. The goals: data in every panel, at least 20 times fewer samples read than by the best other dashboard, and at most a fifth',
  'of its p95. Dashboards that divide totals since the start of a server read few samples but do not show the current state.',
  '',
  'A fleet of 8x2 misses the goals where the other dashboard reads gauges: a sum per model has as many samples as one server, so that it',
  'is at most 8 times cheaper than the 8 replicas. Percentiles and rates save more, since a recorded rate is one sample per step.',
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

function program({ rounds, floor, program, ratio, stack }: ProgramFigures): string[] {
  const row = (name: string, { cpuSeconds, rssMiB }: Cost) => [
    name,
    cpuSeconds.toFixed(2),
    rssMiB.toFixed(0),
  ];
  return [
    `The whole program for the dev stack up to its last resource, compared with a Pulumi program without resources; median of ${rounds} pairs.`,
    '',
    ...table(['', 'CPU s', 'MiB'], [row('SDK alone', floor), row('Program', program)]),
    '',
    `Ratio ${ratio.toFixed(2)}; the goal is 1.5.`,
    ...(stack === undefined
      ? []
      : [
          '',
          `Dev stack with its images pulled: up in ${stack.upSeconds.toFixed(1)} s, first value in a panel after ${stack.firstValueSeconds.toFixed(1)} s; the goal is 60.`,
        ]),
  ];
}

function fleet({ fleet, samplesWritten, samplesRecorded, dashboards, comparison }: FleetFigures): string[] {
  return [
    `### ${fleet} replicas x models`,
    '',
    `${millions(samplesWritten)} samples from vLLM, ${millions(samplesRecorded)} from recording rules.`,
    '',
    ...table(
      ['Dashboard', 'Panels with data', 'Queries', 'Failed', 'Samples read', 'p95 ms'],
      dashboards.map(({ name, panels, panelsWithData, queries, failed, samples, p95 }) => [
        name,
        `${panelsWithData}/${panels}`,
        `${queries}`,
        `${failed}`,
        millions(samples),
        p95.toFixed(0),
      ]),
    ),
    '',
    ...ours(dashboards),
    'The same questions, each with the cheapest query of either side, run alternately:',
    '',
    ...table(
      [
        'Dashboard',
        'Times fewer samples',
        'Times faster',
        'Questions',
        'Samples, this project',
        'Other',
        'p95 ms, this project',
        'Other',
      ],
      comparison.map(({ peer, questions, ours, theirs }) => [
        peer,
        timesFewer(ours.samples, theirs.samples),
        timesFewer(ours.p95, theirs.p95),
        `${questions}`,
        millions(ours.samples),
        millions(theirs.samples),
        ours.p95.toFixed(0),
        theirs.p95.toFixed(0),
      ]),
    ),
    '',
  ];
}

/** Panels of this project without data, which need an explanation. */
function ours(dashboards: FleetFigures['dashboards']): string[] {
  const empty = dashboards.filter((dashboard) => dashboard.ours).flatMap((dashboard) => dashboard.empty);
  return empty.length === 0 ? [] : [`Panels of this project without data: ${empty.join(', ')}.`, ''];
}

function rules({
  fleet: size,
  recordedSeries,
  scrapedSeries,
  scrapeInterval,
  groups,
}: RulesFigures): string[] {
  const sum = (of: (group: (typeof groups)[number]) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  const [read, written] = [
    sum(({ seriesPerSecond }) => seriesPerSecond),
    sum(({ samplesPerSecond }) => samplesPerSecond),
  ];
  const scraped = scrapedSeries / scrapeInterval;
  const share = (part: number) => `${(100 * part).toFixed(2)}%`;
  return [
    `All recording and alert rules over ${size} replicas x models take ${share(sum((group) => group.share))} of one core; the goal is 1%. Prometheus`,
    'spends about the same time on each series that a rule selects, whatever its range, so the number of series read per second is',
    'what the time depends on, and it does not depend on the machine.',
    '',
    ...table(
      ['', 'Recorded / scraped', 'Recorded', 'Scraped'],
      [
        ['Series', share(recordedSeries / scrapedSeries), `${recordedSeries}`, `${scrapedSeries}`],
        ['Samples per second', share(written / scraped), written.toFixed(0), scraped.toFixed(0)],
      ],
    ),
    '',
    ...table(
      ['Group', 'Share of the series read', 'Series read per second', 'Evaluated every', 'Share of one core'],
      [
        ...groups
          .toSorted((a, b) => b.seriesPerSecond - a.seriesPerSecond)
          .map(({ group, interval, seriesPerSecond, share: ofCore }) => [
            group,
            share(seriesPerSecond / read),
            seriesPerSecond.toFixed(0),
            `${interval} s`,
            share(ofCore),
          ]),
        ['All', '100%', read.toFixed(0), '', share(sum((group) => group.share))],
      ],
    ),
  ];
}

function detection(rows: readonly DetectionFigures[]): string[] {
  return [
    "Seconds from an injected fault to Alertmanager's notification, compared with the minimum that the rule's window and `for` allow.",
    'Burn-rate alerts look back half an hour and resolve that much later after a long fault; “none” means none within `recovery`.',
    '',
    ...table(
      ['Fault', 'Ratio', 'Notified after', 'Minimum', 'Resolved after', 'Rule'],
      rows.map(({ fault, rule, floor, notified, resolved }) => [
        fault,
        notified === null ? '' : (notified / floor).toFixed(2),
        seconds(notified),
        `${floor}`,
        seconds(resolved),
        rule,
      ]),
    ),
  ];
}

function logs({ lines, arrived, linesPerSecond, delaySeconds, needle, memory }: LogFigures): string[] {
  return [
    ...table(
      ['Figure', 'Value'],
      [
        ['Lines printed, received', `${lines}, ${arrived - 1} and the planted one`],
        ['Lines per second', `${linesPerSecond}`],
        [
          'Printed to searchable, p50 / p95 / max',
          `${delaySeconds.p50} / ${delaySeconds.p95} / ${delaySeconds.max} s`,
        ],
        [
          'Search for one line among all',
          `${(needle.bytesRead / 1e6).toFixed(0)} MB read in ${needle.seconds.toFixed(2)} s`,
        ],
        ...memory.map((line) => {
          const [name = '', ...used] = line.split(' ');
          return [`Memory of ${name.split('-').at(-1)}`, used.join(' ').split(' / ')[0]!];
        }),
      ],
    ),
  ];
}

const seconds = (value: number | null) => (value === null ? 'none' : `${value}`);

function millions(count: number): string {
  return count < 1e5 ? `${count}` : `${(count / 1e6).toFixed(1)} M`;
}
