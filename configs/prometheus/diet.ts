import { capacityRecordingGroups } from '../capacity/index.ts';
import { dashboards } from '../dashboards/index.ts';
import { metricOf } from '../promql/index.ts';
import { recordingRules } from '../recording/index.ts';
import { prometheusAlertGroups } from '../rules/index.ts';
import { sloRecordingGroups } from '../slo/index.ts';
import { sloOf, type Settings } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';
import type { RelabelRule } from './scrape-job.ts';

/**
 * Series of a vLLM server that no known dashboard reads: neither those here nor vLLM's own nor production-stack's. When a
 * counter began (`_created`) is one series in six; the rest are the Python client's own and the sizes of requests.
 */
export const READ_BY_NOBODY: RelabelRule = {
  action: 'drop',
  source_labels: ['__name__'],
  regex: '.+_created|python_gc_.+|http_(request|response)_size_bytes_(sum|count)',
};

/**
 * Bounds that say little where they stand close to others or beyond what a request takes; without them a quantile near
 * them is interpolated over a wider bucket. Those that an objective counts by stay.
 */
const THINNED: readonly { readonly names: string; readonly bounds: readonly number[] }[] = [
  {
    names: 'vllm:(e2e_request_latency|request_(queue|prefill|decode)_time)_seconds_bucket',
    bounds: [0.8, 1.5, 15, 40, 50, 480, 960, 1920, 7680],
  },
  { names: 'vllm:time_to_first_token_seconds_bucket', bounds: [0.001, 0.005, 7.5, 160, 640, 2560] },
  {
    names: 'vllm:(inter_token_latency|request_time_per_output_token)_seconds_bucket',
    bounds: [0.15, 0.4, 7.5, 10, 20, 40, 80],
  },
  {
    names: 'http_request_duration_highr_seconds_bucket',
    bounds: [0.01, 0.025, 0.05, 0.075, 1.5, 2.5, 3.5, 4.5],
  },
];

/**
 * Series of the router of production-stack that repeat what each engine reports itself
 * (`src/vllm_router/services/metrics_service/__init__.py`). Kept, they would be counted twice.
 */
export const ROUTER_COPIES: RelabelRule = {
  action: 'drop',
  source_labels: ['__name__'],
  regex:
    'vllm:(num_requests_(running|waiting|swapped)|gpu_prefix_cache_(hit_rate|hits_total|queries_total)|gpu_cache_usage_perc)',
};

/** What is dropped of a scrape of a kind. */
export function droppedOf(settings: Settings, kind: Settings['targets'][number]['kind']): RelabelRule[] {
  switch (kind) {
    case 'vllm':
      return diet(settings);
    case 'production-stack-router':
      return [READ_BY_NOBODY, ROUTER_COPIES];
    case 'llm-d-epp':
    case 'litellm':
      return [READ_BY_NOBODY];
    default:
      return [];
  }
}

/** What is dropped of a scrape of vLLM, by `scrape.series`. */
export function diet(settings: Settings): RelabelRule[] {
  if (settings.scrape.series === 'full') return [READ_BY_NOBODY];
  const kept = thresholds(settings);
  return [
    { action: 'keep', source_labels: ['__name__'], regex: samplesRead(settings).join('|') },
    ...THINNED.map(({ names, bounds }): RelabelRule => {
      const dropped = bounds.filter((bound) => !kept.has(bound)).map(boundPattern);
      return {
        action: 'drop',
        source_labels: ['__name__', 'le'],
        regex: `${names};(${dropped.join('|')})`,
      };
    }),
  ];
}

/** The client prints `1.0`, other clients `1`; a scrape is relabelled before Prometheus writes both as `1.0`. */
function boundPattern(bound: number): string {
  return formatBound(bound)
    .replace(/\.0$/, '(.0)?')
    .replace(/^(\d+)\.(\d)/, String.raw`$1\.$2`);
}

function thresholds({ models, slo }: Settings): Set<number> {
  const all = [slo, ...models.map((model) => sloOf(model, slo))];
  return new Set(
    all.flatMap(({ ttft, tpot, e2e, queue }) => [ttft, tpot, e2e, queue].map(({ threshold }) => threshold)),
  );
}

/** The catalogued samples that a dashboard, a recorded series or a rule here names, sorted. */
export function samplesRead(settings: Settings): string[] {
  const texts = JSON.stringify([
    dashboards(settings).map(({ json }) => json),
    recordingRules(settings),
    sloRecordingGroups(settings),
    capacityRecordingGroups(settings),
    prometheusAlertGroups(settings),
  ]);
  const names = new Set(texts.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g));
  return [...names].filter((name) => metricOf(name) !== undefined).sort();
}
