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
 * vLLM series that no known dashboard reads: neither those of this project nor those of vLLM or production-stack. Creation
 * timestamps (`_created`) are one series in six; the others are the Python client's own and request sizes.
 */
export const READ_BY_NOBODY: RelabelRule = {
  action: 'drop',
  source_labels: ['__name__'],
  regex: '.+_created|python_gc_.+|http_(request|response)_size_bytes_(sum|count)',
};

/**
 * Bucket bounds of little value because they are close to others or beyond the duration of any request; without them, a nearby
 * quantile is interpolated over a wider bucket. Bounds that an objective uses are kept.
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
 * Series of the production-stack router that duplicate those of the engines
 * (`src/vllm_router/services/metrics_service/__init__.py`). If kept, they would be counted twice.
 */
export const ROUTER_COPIES: RelabelRule = {
  action: 'drop',
  source_labels: ['__name__'],
  regex:
    'vllm:(num_requests_(running|waiting|swapped)|gpu_prefix_cache_(hit_rate|hits_total|queries_total)|gpu_cache_usage_perc)',
};

/** Most repetitions in one piece of an expression (RE2). */
const REPETITIONS = 1000;

/**
 * Series whose lists of LoRA adapters are longer than a label may be. Under load the lists grow without bound, and a label over the
 * limit fails the whole scrape, while relabeling comes before the limits (prometheus `scrape/scrape.go`).
 */
export function overlong({ scrape }: Settings): RelabelRule {
  const whole = '.{1000}'.repeat(Math.floor(scrape.labelValueLengthLimit / REPETITIONS));
  const rest = scrape.labelValueLengthLimit % REPETITIONS;
  return {
    action: 'drop',
    source_labels: ['running_lora_adapters', 'waiting_lora_adapters'],
    regex: `${whole}.{${rest}}.+`,
  };
}

/** Series dropped from a vLLM scrape, by `scrape.series`. */
export function diet(settings: Settings): RelabelRule[] {
  if (settings.scrape.series === 'full') return [READ_BY_NOBODY, overlong(settings)];
  const kept = thresholds(settings);
  return [
    overlong(settings),
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

/** The Python client prints `1.0`, others `1`; metric relabeling runs before Prometheus normalizes both to `1.0`. */
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

/** The catalogued samples that a dashboard, recording rule or alert rule reads, sorted. */
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
