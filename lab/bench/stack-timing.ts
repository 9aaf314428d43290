import { execFileSync } from 'node:child_process';
import { ROOT } from '../../cli/stack/project.ts';
import { containerMemory } from '../common/container-memory.ts';
import { PrometheusApi } from '../common/prometheus-api.ts';
import { eventually, sleep } from '../common/waiting.ts';
import type { StackFigures } from './program-tables.ts';

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
  // Of all containers: nothing else is to run on the engine.
  return { up, firstValue, secondUp, preview, memory: await containerMemory() };
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
