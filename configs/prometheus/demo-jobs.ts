import type { RelabelRule, ScrapeJob } from './scrape-job.ts';
import type { Settings } from '../settings/index.ts';
import { DEMO_BACKEND_JOB, DEMO_JOB, DEMO_MODELS, DRIVER_ENDPOINT, endpointOf } from '../demo/models.ts';

/**
 * llm-d-inference-sim 0.10 differs from vLLM in names and labels. These rules fix them, only for the demo's job.
 *
 * - The finish reason label is `finish_reason` instead of `finished_reason`.
 * - The label `engine` is missing.
 * - `vllm:max_num_generation_tokens` lacks `request_`.
 * - The prefix cache counters lack `_total`.
 * - `vllm:time_per_output_token_seconds`, removed in vLLM 0.16, still exists; the inter-token latency has the same values.
 */
export const MEND_SIMULATOR: readonly RelabelRule[] = [
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

/** Scrape jobs of the demo, if enabled. The same series are dropped from the simulated servers as from real ones. */
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
      // Metrics that the simulator lacks; the driver labels them as if the simulated servers exposed them.
      job_name: `${DEMO_JOB}-gaps`,
      honor_labels: true,
      metrics_path: '/vllm',
      static_configs: [{ targets: [driver] }],
    },
    { job_name: DEMO_BACKEND_JOB, static_configs: [{ targets: [driver] }] },
  ];
}
