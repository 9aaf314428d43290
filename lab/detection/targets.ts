import { Exporter } from './exporter.ts';
import { freePort } from '../common/free-port.ts';
import { addressOf } from '../common/host.ts';
import { Simulator } from './simulator.ts';

const IDLE = {
  'running-requests': 0,
  'waiting-requests': 0,
  'kv-cache-usage': 0.3,
  'total-prompt-tokens': 1000,
  'total-generation-tokens': 1000,
  'request-success-total': { stop: 100 },
};

const finished = (reason: string) =>
  `vllm:request_success_total{model_name="errors",engine="0",finished_reason="${reason}"}`;
const TOKENS = 'vllm:request_time_per_output_token_seconds';
const timed = (part: 'count' | 'bucket') =>
  `${TOKENS}_${part}{model_name="slow-tokens",engine="0"${part === 'bucket' ? ',le="0.1"' : ''}}`;
const answered = (status: string) => `http_requests_total{method="POST",handler="/chat",status="${status}"}`;

export const SERIES = { finished, timed, answered } as const;

/** All targets that can fail: one job per fault, so that all faults can be injected at once. */
export interface Targets {
  readonly replicas: readonly [Simulator, Simulator];
  readonly killed: Simulator;
  readonly frozen: Simulator;
  readonly slowStart: Simulator;
  readonly slowTokens: Exporter;
  readonly queue: Simulator;
  readonly cache: Simulator;
  readonly stalled: Simulator;
  readonly errors: Exporter;
  readonly backend: Exporter;
  readonly gone: Exporter;
  /** Scraped jobs: name, kind and addresses. */
  readonly jobs: readonly {
    name: string;
    kind: 'vllm' | 'http';
    endpoints: string[];
    startupTime?: string;
  }[];
  stop(): void;
}

/** Of the replicas, in seconds: simulators start at once. */
export const STARTUP_TIME = 120;

export async function startTargets(): Promise<Targets> {
  const [first, second, killed, frozen, slowStart] = await Promise.all([
    Simulator.start('replica'),
    Simulator.start('replica'),
    Simulator.start('killed'),
    Simulator.start('frozen'),
    Simulator.start('slow-start'),
  ]);
  const [queue, cache, stalled] = await Promise.all([
    Simulator.start('queue', IDLE),
    Simulator.start('cache', { ...IDLE, 'kv-cache-usage': 0.94 }),
    Simulator.start('stalled', IDLE),
  ]);
  const [tokensPort, errorsPort, backendPort, gonePort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const slowTokens = new Exporter(tokensPort, { [timed('count')]: 5, [timed('bucket')]: 5 });
  const errors = new Exporter(errorsPort, { [finished('stop')]: 10, [finished('error')]: 0 });
  const backend = new Exporter(backendPort, { [answered('2xx')]: 10, [answered('5xx')]: 0 });
  const gone = new Exporter(gonePort, { [answered('2xx')]: 1 });
  const simulated = {
    killed,
    frozen,
    'slow-start': slowStart,
    queue,
    cache,
    stalled,
  };
  const vllm = (name: string, ...ports: number[]) => ({
    name,
    kind: 'vllm' as const,
    endpoints: ports.map(addressOf),
  });
  return {
    replicas: [first, second],
    killed,
    frozen,
    slowStart,
    slowTokens,
    queue,
    cache,
    stalled,
    errors,
    backend,
    gone,
    jobs: [
      { ...vllm('replicas', first.port, second.port), startupTime: `${STARTUP_TIME}s` },
      ...Object.entries(simulated).map(([name, { port }]) => vllm(name, port)),
      vllm('slow-tokens', tokensPort),
      vllm('errors', errorsPort),
      { name: 'backend', kind: 'http', endpoints: [addressOf(backendPort)] },
      { name: 'gone', kind: 'http', endpoints: [addressOf(gonePort)] },
    ],
    stop: () => {
      for (const simulator of [first, second, ...Object.values(simulated)]) simulator.stop();
      for (const exporter of [slowTokens, errors, backend, gone]) exporter.close();
    },
  };
}
