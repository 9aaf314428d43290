/**
 * `npm run bench`: cost of the program compared to its floor, measured side by side in one run; with `--stack` also the duration of
 * `up` and `preview` and the memory of each container. `--json FILE` writes the results.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMPILE_CACHE } from '../cli/stack/open-stack.ts';
import type { Cost } from './bench/program-tables.ts';
import { writeReport } from './bench/report.ts';
import { timeStack } from './bench/stack-timing.ts';

const ROUNDS = 7;

function costOf(...args: string[]): Cost {
  const child = join(import.meta.dirname, 'bench', 'child.ts');
  // As in `npm run up`; warm from the first pair on, which the median leaves out.
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  return JSON.parse(execFileSync(process.execPath, [child, ...args], { encoding: 'utf8', env })) as Cost;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Alternating, so that a machine that slows down affects both. */
function programAndFloor() {
  const pairs = Array.from({ length: ROUNDS }, () => ({
    floor: costOf('floor'),
    program: costOf('program', 'dev'),
  }));
  const of = (pick: (pair: (typeof pairs)[number]) => number) => median(pairs.map(pick));
  const figures = {
    rounds: ROUNDS,
    floor: {
      cpuSeconds: of(({ floor }) => floor.cpuSeconds),
      rssMiB: of(({ floor }) => floor.rssMiB),
    },
    program: {
      cpuSeconds: of(({ program }) => program.cpuSeconds),
      rssMiB: of(({ program }) => program.rssMiB),
    },
    ratio: of(({ floor, program }) => program.cpuSeconds / floor.cpuSeconds),
  };
  console.log(`Program up to its last resource, stack dev, median of ${ROUNDS} pairs`);
  const line = ({ cpuSeconds, rssMiB }: Cost) => `${cpuSeconds.toFixed(2)} CPU s  ${rssMiB.toFixed(0)} MiB`;
  console.log(`  floor (SDK alone)  ${line(figures.floor)}`);
  console.log(`  program            ${line(figures.program)}`);
  console.log(`  ratio              ${figures.ratio.toFixed(2)}`);
  return figures;
}

const { values: options } = parseArgs({
  options: { stack: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const program = programAndFloor();
const stack = options.stack ? await timeStack() : undefined;
console.log(stack ?? 'With -- --stack it also destroys and redeploys the dev stack.');
if (options.json !== undefined)
  writeReport(options.json, {
    bench: 'program',
    options: { stack: options.stack },
    figures: { ...program, ...(stack === undefined ? {} : { stack }) },
  });
