import { parseArgs } from 'node:util';
import { writeReport } from './bench/report.ts';
import { quantile, rounded } from './bench/statistics.ts';
import { containerMemory } from './common/container-memory.ts';
import { LogChain } from './logs/chain.ts';
import { dockerHas } from './common/docker.ts';

const USAGE = `Measures the log pipeline: containers that log, Alloy, Loki.

  node lab/bench-logs.ts [--lines 100000] [--per-second 5000] [--markers 60] [--json <file>]

Requires docker with the images of configs/versions.ts; nothing is pulled, and running stacks are not affected.`;

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    'per-second': { type: 'string', default: '5000' },
    markers: { type: 'string', default: '60' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (!(await dockerHas(LogChain.images()))) {
  console.error(`missing Docker images, at least one of ${LogChain.images().join(', ')}`);
  process.exitCode = 1;
} else await measure(Number(values.lines), Number(values['per-second']), Number(values.markers));

async function measure(lines: number, perSecond: number, markers: number): Promise<void> {
  const chain = await LogChain.start(`lmlogs-bench-${process.pid}`);
  try {
    const throughput = await floodOf(chain, lines, perSecond);
    const delays = await delaysOf(chain, markers);
    const needle = await chain.loki.search(`${of(chain, 'flood')} |= \`needle in the haystack\``);
    const result = {
      lines,
      ...throughput,
      delaySeconds: { p50: quantile(delays, 0.5), p95: quantile(delays, 0.95), max: quantile(delays, 1) },
      needle: {
        found: needle.entries.length,
        bytesRead: needle.cost.totalBytesProcessed,
        linesRead: needle.cost.totalLinesProcessed,
        seconds: needle.cost.execTime,
      },
      streams: (await chain.loki.labelSets(of(chain, 'flood'))).length,
      memory: await containerMemory(chain.container('alloy'), chain.container('loki')),
    };
    console.log(JSON.stringify(result, null, 2));
    if (values.json !== undefined)
      writeReport(values.json, { bench: 'logs', options: { lines, perSecond, markers }, figures: result });
  } finally {
    await chain.remove();
  }
}

/** Prints at the given rate and waits until all lines have arrived; CPU is that of the two processes meanwhile. */
async function floodOf(chain: LogChain, lines: number, perSecond: number) {
  const before = await cpuOf(chain);
  const start = performance.now();
  await chain.print('flood', {
    lines,
    perSecond,
    planted: ['(APIServer pid=1) CRITICAL 11-24 02:57:44 [core.py:1] the needle in the haystack'],
  });
  const seen = () => chain.loki.count(`sum(count_over_time(${of(chain, 'flood')}[1h]))`);
  let arrived = 0;
  while (arrived < lines + 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    arrived = await seen().catch(() => arrived);
    if (performance.now() - start > 600_000) break;
  }
  const seconds = (performance.now() - start) / 1000;
  const after = await cpuOf(chain);
  return {
    arrived,
    seconds: rounded(seconds),
    linesPerSecond: Math.round(lines / seconds),
    cpuSeconds: {
      alloy: rounded(after.alloy - before.alloy),
      loki: rounded(after.loki - before.loki),
    },
  };
}

/** By container: Alloy also collects other containers on the machine that opt in. */
function of(chain: LogChain, name: string): string {
  return `{container="${chain.settings.name}-${name}"}`;
}

async function cpuOf(chain: LogChain): Promise<{ alloy: number; loki: number }> {
  return {
    alloy: await chain.alloyMetric('alloy_resources_process_cpu_seconds_total'),
    loki: await chain.loki.metric('process_cpu_seconds_total'),
  };
}

/** Seconds from printing a line to the first query that finds it, at two lines per second. */
async function delaysOf(chain: LogChain, markers: number): Promise<number[]> {
  const container = await chain.printClock('clock', markers);
  const delays = new Map<string, number>();
  const end = performance.now() + (markers / 2 + 60) * 1000;
  while (delays.size < markers && performance.now() < end) {
    const { entries } = await chain.loki
      .search(of(chain, 'clock'), { limit: 1_000 })
      .catch(() => ({ entries: [] }));
    const now = Date.now();
    for (const { line } of entries) {
      const printed = /clock=(\d+)/.exec(line)?.[1];
      if (printed !== undefined && !delays.has(printed)) delays.set(printed, (now - Number(printed)) / 1000);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (delays.size < markers) throw new Error(`only ${delays.size} of ${markers} lines of ${container} came`);
  return [...delays.values()];
}
