import type { RecordedName } from '../promql/index.ts';

/** What the series of a level are summed to. */
export type Level = 'job_model';

/**
 * Name of a recorded series, `level:metric:operations`; a rate of a counter loses `_total`, as Prometheus' practice for
 * rules has it.
 */
export function recordedName(sample: string, operation: string): RecordedName {
  const metric = sample.replace(/_total$/, '').replaceAll(':', '_');
  return `${'job_model' satisfies Level}:${metric}:${operation}`;
}
