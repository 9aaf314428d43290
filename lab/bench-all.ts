/** `npm run bench:all`: runs the benchmarks and writes the results to `docs/benchmarks.md`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchPage, type Figures, type Reports } from './bench/page.ts';
import { ROOT } from '../cli/stack/project.ts';

const USAGE = `Runs the benchmarks in sequence and writes docs/benchmarks.md.

  node lab/bench-all.ts [--only program,dashboards,rules,detection,logs,traces] [--results .cache/benches] [--out docs/benchmarks.md]
    [--stack] [--fleets 1x1,8x2,64x4] [--scrape 60] [--refreshes 20] [--patience 120] [--peers <folder>] [--skip <peer>] [--healthy 600] [--lines 100000] [--spans 100000]

--only     benchmarks to run, none if empty; the page has the results of earlier runs of the others
--results  folder of the results in JSON
--stack    also destroys and redeploys the dev stack, and times it

All other options are passed to their benchmark. If a benchmark fails or lacks a tool, the run fails at its end, and the page
has the results of the others. All of them take about an hour and a half, most of it waiting for alert rules.`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'program,dashboards,rules,detection,logs,traces' },
    results: { type: 'string', default: join(ROOT, '.cache', 'benches') },
    out: { type: 'string', default: join(ROOT, 'docs', 'benchmarks.md') },
    stack: { type: 'boolean', default: false },
    fleets: { type: 'string', default: '1x1,8x2,64x4' },
    scrape: { type: 'string' },
    refreshes: { type: 'string' },
    patience: { type: 'string' },
    peers: { type: 'string' },
    skip: { type: 'string' },
    healthy: { type: 'string' },
    lines: { type: 'string' },
    spans: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type Bench = keyof Figures;
type Option = keyof typeof options;

/** Script of each benchmark, and its options. */
const BENCHES: Readonly<Record<Bench, { readonly script: string; readonly takes: readonly Option[] }>> = {
  program: { script: 'bench.ts', takes: ['stack'] },
  dashboards: {
    script: 'bench-dashboards.ts',
    takes: ['scrape', 'refreshes', 'patience', 'peers', 'skip'],
  },
  rules: { script: 'bench-rules.ts', takes: [] },
  detection: { script: 'bench-detection.ts', takes: ['healthy'] },
  logs: { script: 'bench-logs.ts', takes: ['lines'] },
  traces: { script: 'bench-traces.ts', takes: ['spans'] },
};
const names = Object.keys(BENCHES) as Bench[];

if (options.help) console.log(USAGE);
else all(options.only.split(',').filter((name) => name !== ''));

function all(wanted: readonly string[]): void {
  const unknown = wanted.filter((name) => !names.includes(name as Bench));
  if (unknown.length > 0) {
    console.error(`--only: unknown benchmark ${unknown.join(', ')}; allowed: ${names.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(options.results, { recursive: true });
  const runs = names
    .filter((name) => wanted.includes(name))
    .flatMap((name): Run[] =>
      name === 'dashboards' ? options.fleets.split(',').map((fleet) => ({ name, fleet })) : [{ name }],
    );
  const failed = runs.filter((each) => !run(each)).map(({ name }) => name);
  const found = readdirSync(options.results).sort();
  const reports = {
    ...Object.fromEntries(
      names.filter((name) => found.includes(`${name}.json`)).map((name) => [name, read(`${name}.json`)]),
    ),
    dashboards: found.filter((file) => file.startsWith('dashboards-')).map(read),
  } as Reports;
  writeFileSync(options.out, benchPage(reports));
  console.log(options.out);
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
}

/** One run of a benchmark; the dashboard benchmark runs once per fleet size. */
interface Run {
  readonly name: Bench;
  readonly fleet?: string;
}

/** True if it ran to completion. */
function run({ name, fleet }: Run): boolean {
  const { script, takes } = BENCHES[name];
  const handed = takes.flatMap((option) => {
    const value = options[option];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${option}`] : [`--${option}`, value];
  });
  const args = [...(fleet === undefined ? [] : ['--fleets', fleet]), ...handed];
  const result = join(options.results, `${fleet === undefined ? name : `${name}-${fleet}`}.json`);
  console.log(`\n${name}: node ${script} ${args.join(' ')}`);
  const command = [join(import.meta.dirname, script), ...args, '--json', result];
  return spawnSync(process.execPath, command, { stdio: 'inherit' }).status === 0;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(options.results, file), 'utf8'));
}
