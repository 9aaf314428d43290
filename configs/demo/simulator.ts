import { DEMO_MAX_NUM_SEQS, type DEMO_MODELS, VLLM_PORT } from './models.ts';

/** User of the simulator's image, which contains only the simulator. */
export const SIMULATOR_USER = 65_532;

/** MiB for one simulated server. */
export const SIMULATOR_MEMORY = 256;

/** Command line of a simulated vLLM server. */
export const simulatorArguments = ({
  name,
  prefillOverhead,
  prefillTimePerToken,
  interTokenLatency,
}: (typeof DEMO_MODELS)[number]): string[] => [
  ...['--model', name, '--port', String(VLLM_PORT), '--max-model-len', '4096'],
  ...['--max-num-seqs', String(DEMO_MAX_NUM_SEQS)],
  // The real tokenizer would have to be downloaded; the dashboards do not need it.
  '--force-dummy-tokenizer',
  // Blocks of 16 tokens: enough for as many long prompts as run concurrently, because the simulator otherwise fails
  // requests.
  ...['--enable-kvcache', '--kv-cache-size', '1024'],
  ...['--latency-calculator', 'per-token', '--prefill-overhead', prefillOverhead],
  ...['--prefill-time-per-token', prefillTimePerToken, '--prefill-time-std-dev', '50ms'],
  ...['--inter-token-latency', interTokenLatency, '--inter-token-latency-std-dev', '5ms'],
  ...['--time-factor-under-load', '1.5'],
];
