import {
  binary,
  maxBy,
  or,
  quantileOf,
  rate,
  ratio,
  selector,
  SERVER,
  MODEL,
  sumBy,
  type Expression,
  type HistogramName,
  type RecordedName,
  type Window,
} from '../promql/index.ts';
import { duration, longestScrapeInterval, type Settings } from '../settings/index.ts';
import { samplesOf } from './samples.ts';
import { withModelOfServer } from './server-model.ts';

/** Seconds. Longer time ranges show the recorded figures, of which they have at least 36 each. */
export const RAW_RANGE = 3 * 3600;

/** Seconds between two evaluations, and at least the range of each: a series lasts no longer without a sample. */
const INTERVAL = 300;

/** A figure of each server, or of each route, that is too dear to compute from the scraped series over a day. */
interface Figure {
  readonly record: RecordedName;
  /** Catalogued metrics that it is computed from. */
  readonly metrics: readonly string[];
  readonly of: (window: Window) => Expression;
}

const figures = {
  requests: figure('rate', ['vllm:request_params_n', 'vllm:request_success_total'], (window) =>
    or(
      sumBy(SERVER, rate('vllm:request_params_n_count', {}, window)),
      sumBy(SERVER, rate('vllm:request_success_total', {}, window)),
    ),
  ),
  tokens: figure('rate', ['vllm:generation_tokens_total'], (window) =>
    sumBy(SERVER, rate('vllm:generation_tokens_total', {}, window)),
  ),
  prefixHits: figure('ratio', ['vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'], (window) =>
    ratio(
      sumBy(SERVER, rate(samplesOf('vllm:prefix_cache_hits_total'), {}, window)),
      sumBy(SERVER, rate(samplesOf('vllm:prefix_cache_queries_total'), {}, window)),
    ),
  ),
  steps: figure('rate', ['vllm:iteration_tokens_total'], (window) =>
    sumBy([...SERVER, 'engine'], rate('vllm:iteration_tokens_total_count', {}, window)),
  ),
  ttft: percentile('vllm:time_to_first_token_seconds'),
  interToken: percentile('vllm:inter_token_latency_seconds'),
  e2e: percentile('vllm:e2e_request_latency_seconds'),
  queue: percentile('vllm:request_queue_time_seconds'),
  cpu: figure('rate', ['process_cpu_seconds_total'], (window) =>
    sumBy(SERVER, withModelOfServer(rate('process_cpu_seconds_total', {}, window))),
  ),
  memory: figure('max', ['process_resident_memory_bytes'], () =>
    maxBy(SERVER, withModelOfServer(selector('process_resident_memory_bytes'))),
  ),
  files: figure('ratio', ['process_open_fds', 'process_max_fds'], () =>
    sumBy(SERVER, withModelOfServer(binary(selector('process_open_fds'), '/', selector('process_max_fds')))),
  ),
  routeSeconds: ofRoutes('sum'),
  routeResponses: ofRoutes('count'),
} as const satisfies Record<string, Figure>;

export type InstanceFigure = keyof typeof figures;

/** Series of a figure: one per server, of `steps` one per engine, of routes one per model and route. */
export const instanceSeries: Readonly<Record<InstanceFigure, Omit<Figure, 'of'>>> = figures;

/** Figures of the servers for long time ranges, in one group. Reading them costs `servers`, and not `servers x buckets`. */
export function instanceGroup(settings: Settings) {
  const scrape = longestScrapeInterval(settings);
  const window = duration(Math.max(INTERVAL, 4 * scrape) + scrape) as Window;
  return {
    name: 'vllm-instances',
    interval: duration(INTERVAL),
    rules: Object.values(figures).map(({ record, of }) => ({ record, expr: of(window) })),
  };
}

function figure(operation: string, metrics: readonly [string, ...string[]], of: Figure['of']): Figure {
  const name = metrics[0].replace(/_total$/, '').replaceAll(':', '_');
  return { record: `job_instance:${name}:${operation}`, metrics, of };
}

/** No sample without observations. */
function percentile(name: HistogramName): Figure {
  return figure('p95', [name], (window) =>
    binary(
      quantileOf(0.95, sumBy([...SERVER, 'le'], rate(samplesOf(`${name}_bucket`), {}, window))),
      '>=',
      0,
    ),
  );
}

/** Of all servers of a model: routes times servers would be too many, and the dashboard adds them up. */
function ofRoutes(suffix: 'sum' | 'count'): Figure {
  const sample = `http_request_duration_seconds_${suffix}` as const;
  return {
    record: `job_model:${sample}:rate`,
    metrics: ['http_request_duration_seconds'],
    of: (window) => sumBy([...MODEL, 'handler'], withModelOfServer(rate(sample, {}, window))),
  };
}
