/** Job of the simulated vLLM servers. */
export const DEMO_JOB = 'demo-vllm';

/** Job of the load driver, which plays the backend API. */
export const DEMO_BACKEND_JOB = 'demo-backend';

export const DRIVER_ENDPOINT = { host: 'demo-backend', port: 8001 } as const;

interface DemoModel {
  readonly host: string;
  readonly name: string;
  /** Time to first token of an empty prompt, and the increment per uncached prompt token. */
  readonly prefillOverhead: string;
  readonly prefillTimePerToken: string;
  readonly interTokenLatency: string;
  /** GPUs that a real server of the model would hold. */
  readonly gpus: number;
}

/** GPU kind of the simulated servers, with a price and a peak that are examples and no offer. */
export const DEMO_GPU = { kind: 'demo-gpu', gpuHour: 2, peakTflops: 1000 } as const;

/** Limit on concurrent requests of each simulated server. */
export const DEMO_MAX_NUM_SEQS = 24;

/**
 * Two models of different speed, so that the model drop-down makes a difference. Their latencies are at most half of the
 * default thresholds, because a busy machine adds to the simulated times.
 */
export const DEMO_MODELS: readonly [DemoModel, DemoModel] = [
  {
    host: 'demo-vllm-0',
    name: 'meta-llama/Llama-3.1-8B-Instruct',
    prefillOverhead: '80ms',
    prefillTimePerToken: '1ms',
    interTokenLatency: '18ms',
    gpus: 1,
  },
  {
    host: 'demo-vllm-1',
    name: 'Qwen/Qwen2.5-32B-Instruct',
    prefillOverhead: '250ms',
    prefillTimePerToken: '2ms',
    interTokenLatency: '35ms',
    gpus: 2,
  },
];

export const VLLM_PORT = 8000;

export const endpointOf = ({ host }: DemoModel): string => `${host}:${VLLM_PORT}`;
