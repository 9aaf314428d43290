import { execFileSync } from 'node:child_process';
import { ROOT } from '../../cli/stack/project.ts';
import { PrometheusApi } from '../common/prometheus-api.ts';
import { eventually, sleep } from '../common/waiting.ts';
import type { ContainerMemory, StackFigures } from './program-tables.ts';

/** Time for caches to fill and start-up garbage to be collected. */
const IDLE = 5 * 60 * 1000;

const TOKENS = 'sum(rate(vllm:generation_tokens_total[20s])) > 0';

/** Destroys and redeploys the dev stack, whose images have to be present. Its data stay. */
export async function timeStack(): Promise<StackFigures> {
  const prometheus = new PrometheusApi('http://127.0.0.1:9090');
  run('down');
  const start = performance.now();
  const up = run('up');
  await eventually(300, async () => {
    if ((await prometheus.query(TOKENS)).length === 0) throw new Error('No tokens generated yet');
  });
  const firstValue = (performance.now() - start) / 1000;
  const secondUp = run('up');
  const preview = run('preview');
  await sleep(IDLE);
  return { up, firstValue, secondUp, preview, memory: memory() };
}

/** Seconds that a command takes, run as npm runs it. */
function run(command: string): number {
  const start = performance.now();
  execFileSync(process.execPath, ['cli/run.js', 'cli/stack', command], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return (performance.now() - start) / 1000;
}

/** Of all running containers: nothing else is to run on the engine. */
function memory(): readonly ContainerMemory[] {
  const stats = execFileSync('docker', ['stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}'], {
    encoding: 'utf8',
  });
  return [...stats.matchAll(/^(\S+) (\S+) \/ (\S+)$/gm)].map(([, container, used, limit]) => ({
    container: container!,
    usedMiB: mebibytes(used!),
    limitMiB: mebibytes(limit!),
  }));
}

/** `60.43MiB` as a number; Docker's units are powers of 1024. */
function mebibytes(size: string): number {
  const [, amount, unit] = /^([\d.]+)([KMG]?i?B)$/.exec(size) ?? [];
  const factor = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10 }[unit!];
  if (factor === undefined) throw new Error(`Unknown size ${size}`);
  return Number(amount) * factor;
}
