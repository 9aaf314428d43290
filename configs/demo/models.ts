/** Job of the simulated vLLM servers. */
export const DEMO_JOB = 'demo-vllm';

/** Job of the load driver, which stands in for the backend API. */
export const DEMO_BACKEND_JOB = 'demo-backend';

export const DRIVER_ENDPOINT = { host: 'demo-backend', port: 8001 } as const;

interface DemoModel {
  readonly host: string;
  readonly name: string;
  readonly timeToFirstToken: string;
  readonly interTokenLatency: string;
}

/** Two models of different speed, so that choosing one in a drop-down shows. */
export const DEMO_MODELS: readonly DemoModel[] = [
  {
    host: 'demo-vllm-0',
    name: 'meta-llama/Llama-3.1-8B-Instruct',
    timeToFirstToken: '180ms',
    interTokenLatency: '18ms',
  },
  {
    host: 'demo-vllm-1',
    name: 'Qwen/Qwen2.5-32B-Instruct',
    timeToFirstToken: '420ms',
    interTokenLatency: '35ms',
  },
];

export const VLLM_PORT = 8000;

export const endpointOf = ({ host }: DemoModel): string => `${host}:${VLLM_PORT}`;
