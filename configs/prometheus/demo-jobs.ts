import type { RelabelRule, ScrapeJob } from './scrape-job.ts';
import type { Settings } from '../settings/index.ts';
import { DEMO_BACKEND_JOB, DEMO_JOB, DEMO_MODELS, DRIVER_ENDPOINT, endpointOf } from '../demo/models.ts';

/**
 * llm-d-inference-sim 0.10 differs from vLLM in names and labels; this mends them, for the demo's own job only.
 *
 * - The reason of an end is labelled `finish_reason`, not `finished_reason`.
 * - There is no label `engine`.
 * - `vllm:max_num_generation_tokens` lacks `request_`.
 * - The counters of the prefix cache lack `_total`.
 * - `vllm:time_per_output_token_seconds`, which vLLM removed in 0.16, is still there; the inter-token latency has the same
 *   figures.
 */
const MEND_SIMULATOR: readonly RelabelRule[] = [
  { action: 'labelmap', regex: 'finish_reason', replacement: 'finished_reason' },
  { action: 'labeldrop', regex: 'finish_reason' },
  { source_labels: ['__name__'], regex: 'vllm:.*', target_label: 'engine', replacement: '0' },
  {
    source_labels: ['__name__'],
    regex: 'vllm:max_num_generation_tokens(.*)',
    target_label: '__name__',
    replacement: 'vllm:request_max_num_generation_tokens$1',
  },
  {
    source_labels: ['__name__'],
    regex: 'vllm:prefix_cache_(queries|hits)',
    target_label: '__name__',
    replacement: 'vllm:prefix_cache_${1}_total',
  },
  { action: 'drop', source_labels: ['__name__'], regex: 'vllm:time_per_output_token_seconds(_.*)?' },
];

/** The jobs of the demo, none where it is off; of the simulated servers the same is dropped as of real ones. */
export function demoJobs({ demo }: Settings, dropped: readonly RelabelRule[]): ScrapeJob[] {
  if (!demo) return [];
  const driver = `${DRIVER_ENDPOINT.host}:${DRIVER_ENDPOINT.port}`;
  return [
    {
      job_name: DEMO_JOB,
      static_configs: [{ targets: DEMO_MODELS.map(endpointOf) }],
      metric_relabel_configs: [...MEND_SIMULATOR, ...dropped],
    },
    {
      // What the simulator lacks; the driver labels it as if the simulated servers had said it.
      job_name: `${DEMO_JOB}-gaps`,
      honor_labels: true,
      metrics_path: '/vllm',
      static_configs: [{ targets: [driver] }],
    },
    { job_name: DEMO_BACKEND_JOB, static_configs: [{ targets: [driver] }] },
  ];
}
