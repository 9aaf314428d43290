import type { RecordedName } from '../promql/index.ts';
import type { RecordedGauge } from './series.ts';

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

/**
 * Name of a recorded gauge, or of what is recorded of it over a window: `job_model:vllm_num_requests_running:sum5m`.
 *
 * @param window empty for the gauge itself.
 */
export function gaugeName({ name, operation, record }: RecordedGauge, window = ''): RecordedName {
  return `${record ?? recordedName(name, operation)}${window}`;
}
