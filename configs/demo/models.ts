/** Job of the simulated vLLM servers. */
export const DEMO_JOB = 'demo-vllm';

/** Job of the load driver, which stands in for the backend API. */
export const DEMO_BACKEND_JOB = 'demo-backend';

export const DRIVER_ENDPOINT = { host: 'demo-backend', port: 8001 } as const;

interface DemoModel {
  readonly host: string;
  readonly name: string;
  /** Time to the first token of an empty prompt, and what each prompt token outside the prefix cache adds. */
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
 * Two models of different speed, so that the drop-down makes a difference. The default objectives leave them at least half of
 * each threshold, because a busy machine adds to the simulated times.
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
