/**
 * `npm run bench`: cost of the program compared to its floor, measured side by side in one run; and, if the dev stack is
 * running, seconds from `up` to the first value in a panel and the memory of each container. `--json FILE` writes the results.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeReport } from './bench/report.ts';

const ROUNDS = 7;

interface Cost {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

function costOf(...args: string[]): Cost {
  const child = join(import.meta.dirname, 'bench', 'child.ts');
  return JSON.parse(execFileSync(process.execPath, [child, ...args], { encoding: 'utf8' })) as Cost;
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

/** Destroys and redeploys the dev stack, and waits for generated tokens in its Prometheus. */
async function untilFirstPanel() {
  const stack = (command: string) =>
    execFileSync(process.execPath, [join(import.meta.dirname, 'stack.ts'), command], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  stack('down');
  const start = performance.now();
  stack('up');
  const up = (performance.now() - start) / 1000;
  const query = encodeURIComponent('sum(rate(vllm:generation_tokens_total[20s])) > 0');
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:9090/api/v1/query?query=${query}`);
    const { data } = (await answer.json()) as { data: { result: unknown[] } };
    if (data.result.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const firstValue = (performance.now() - start) / 1000;
  const memory = execFileSync('docker', ['stats', '--no-stream', '--format', '{{.Name}}\t{{.MemUsage}}'], {
    encoding: 'utf8',
  });
  console.log(
    `Dev stack, images present: up in ${up.toFixed(1)} s, first value in a panel after ${firstValue.toFixed(1)} s`,
  );
  console.log(memory);
  return { upSeconds: up, firstValueSeconds: firstValue, memory: memory.trim().split('\n') };
}

const { values: options } = parseArgs({
  options: { stack: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const program = programAndFloor();
const stack = options.stack ? await untilFirstPanel() : undefined;
if (!options.stack) console.log('With -- --stack it also destroys and redeploys the dev stack.');
if (options.json !== undefined)
  writeReport(options.json, {
    bench: 'program',
    options: { stack: options.stack },
    figures: { ...program, ...(stack === undefined ? {} : { stack }) },
  });
