import { type Comparison, timesFewer } from '../dashboards/comparison.ts';
import type { DashboardCost } from '../dashboards/replay.ts';
import type { Report } from './report.ts';

/** Result of each benchmark, by name. */
export interface Figures {
  readonly program: ProgramFigures;
  readonly dashboards: readonly FleetFigures[];
  readonly detection: readonly DetectionFigures[];
  readonly logs: LogFigures;
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

/** Seconds; null if there was no notification. */
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

/** The benchmark runs: each once, the dashboard benchmark once per fleet size. */
export type Reports = {
  readonly [B in Exclude<keyof Figures, 'dashboards'>]?: Report<Figures[B]>;
} & { readonly dashboards?: readonly Report<Figures['dashboards']>[] };

/** The benchmark page, with all available results. */
export function benchPage(reports: Reports): string {
  const { dashboards = [] } = reports;
  const sections = [
    section('What the program costs', 'npm run bench', reports.program, program),
    ['## What a refresh of a dashboard costs', '', ...DASHBOARDS, ''],
    dashboards.length === 0 ? notRun('npm run bench:dashboards') : [],
    ...dashboards.map((report) => [
      ...ranBy('npm run bench:dashboards', report),
      ...report.figures.flatMap(fleet),
    ]),
    section('How soon a fault is a message', 'npm run bench:detection', reports.detection, detection),
    section('What logs cost', 'npm run bench:logs', reports.logs, logs),
  ];
  return `${[...OPENING, ...sections.flat()].join('\n').trimEnd()}\n`;
}

const OPENING = [
  '# Benchmarks',
  '',
  'Written by `npm run bench:all`; every figure is of a run. A figure beside another is of the same run on the same machine:',
  'trust the ratios more than the seconds. A load well above the cores says that others used the machine meanwhile.',
  '',
  '```sh',
  'npm run bench:all -- --peers DIR      # all; DIR holds the dashboards of others to compare with',
  'npm run bench:all -- --only program   # one of program, dashboards, detection, logs; the others stay as they were',
  '```',
  '',
];

const DASHBOARDS = [
  'A day of a fleet, grown from what a server under load really exposed, in a Prometheus that also recorded our rules. The goals',
  'at 64x4: every panel with data, at least 20 times fewer samples read than by the best peer, and a p95 of at most a fifth.',
  'Dashboards that divide totals since the start of a server read few samples, and say little of the present.',
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

/** Command, time and machine of a run. */
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
    `The whole program for the dev stack up to its last resource, beside Pulumi's SDK that does nothing; median of ${rounds} pairs.`,
    '',
    ...table(['', 'CPU s', 'MiB'], [row('SDK alone', floor), row('Program', program)]),
    '',
    `Ratio ${ratio.toFixed(2)}; the goal is 1.5.`,
    ...(stack === undefined
      ? []
      : [
          '',
          `Dev stack with its images present: up in ${stack.upSeconds.toFixed(1)} s, first value in a panel after ${stack.firstValueSeconds.toFixed(1)} s; the goal is 60.`,
        ]),
  ];
}

function fleet({ fleet, samplesWritten, samplesRecorded, dashboards, comparison }: FleetFigures): string[] {
  return [
    `### ${fleet} replicas x models`,
    '',
    `${millions(samplesWritten)} samples of vLLM, ${millions(samplesRecorded)} recorded from them.`,
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
    'The same questions, asked by each side in its cheapest way, in turn:',
    '',
    ...table(
      [
        'Peer',
        'Questions',
        'Samples, ours',
        'theirs',
        'times fewer',
        'p95 ms, ours',
        'theirs',
        'times faster',
      ],
      comparison.map(({ peer, questions, ours, theirs }) => [
        peer,
        `${questions}`,
        millions(ours.samples),
        millions(theirs.samples),
        timesFewer(ours.samples, theirs.samples),
        ours.p95.toFixed(0),
        theirs.p95.toFixed(0),
        timesFewer(ours.p95, theirs.p95),
      ]),
    ),
    '',
  ];
}

/** Only the project's own empty panels are listed, because those need an explanation. */
function ours(dashboards: FleetFigures['dashboards']): string[] {
  const empty = dashboards.filter((dashboard) => dashboard.ours).flatMap((dashboard) => dashboard.empty);
  return empty.length === 0 ? [] : [`Of ours without data: ${empty.join(', ')}.`, ''];
}

function detection(rows: readonly DetectionFigures[]): string[] {
  return [
    "Seconds from a fault to the message that Alertmanager sends, beside the least that the rule's own window and wait allow.",
    'A rule for a budget looks back half an hour and tells the end of a long fault as much later; “none came” is within `recovery`.',
    '',
    ...table(
      ['Fault', 'Rule', 'Message after', 'Least', 'Ratio', 'End said after'],
      rows.map(({ fault, rule, floor, notified, resolved }) => [
        fault,
        rule,
        seconds(notified),
        `${floor}`,
        notified === null ? '' : (notified / floor).toFixed(2),
        seconds(resolved),
      ]),
    ),
  ];
}

function logs({ lines, arrived, linesPerSecond, delaySeconds, needle, memory }: LogFigures): string[] {
  return [
    ...table(
      ['Figure', 'Value'],
      [
        ['Lines printed, arrived', `${lines}, ${arrived - 1} and the planted one`],
        ['Lines a second', `${linesPerSecond}`],
        [
          'Printed to found, p50 / p95 / longest',
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

const seconds = (value: number | null) => (value === null ? 'none came' : `${value}`);

function millions(count: number): string {
  return count < 1e5 ? `${count}` : `${(count / 1e6).toFixed(1)} M`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
