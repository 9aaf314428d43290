import type { RecordedName } from '../promql/index.ts';

/** Labels that the series of each level are aggregated by. */
export type Level = 'job_model';

/**
 * Name of a recorded series, `level:metric:operations`; the rate of a counter loses `_total` (Prometheus "Recording rules"
 * practices).
 */
export function recordedName(sample: string, operation: string): RecordedName {
  const metric = sample.replace(/_total$/, '').replaceAll(':', '_');
  return `${'job_model' satisfies Level}:${metric}:${operation}`;
}

/** Name of a recorded gauge over a window: `job_model:vllm_num_requests_running:sum5m`. */
export function overWindow(gauge: RecordedName, window: string): RecordedName {
  return `${gauge}${window}`;
}
