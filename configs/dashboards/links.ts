import type { Settings } from '../settings/index.ts';
import { possiblePlaces, TITLES } from './place.ts';

/** Value of a field in the row that was clicked. */
export const cell = (label: string) => `\${__data.fields.${label}}`;

/**
 * URL of another dashboard that keeps time range, data source and job, and sets variables from the row that was clicked, including
 * its namespace and cluster if series of the stack can have these.
 */
export function drillDown(settings: Settings, uid: string, set: Readonly<Record<string, string>>): string {
  const places = possiblePlaces(settings).map((label) => [label, cell(TITLES[label])] as const);
  const variables = [...places, ...Object.entries(set)].map(([name, value]) => `var-${name}=${value}`);
  return `/d/${uid}?${['${__url_time_range}', '${prometheus_datasource:queryparam}', '${job:queryparam}', ...variables].join('&')}`;
}

/** URL of the logs dashboard that keeps time range, data source, job and model. */
export const LOGS_URL = `/d/vllm-logs?${[
  '${__url_time_range}',
  '${loki_datasource:queryparam}',
  // The `service_name` of log streams is the job name. With no job selected, the parameter is empty, which selects all services.
  '${job:customqueryparam:var-service}',
  '${model_name:queryparam}',
].join('&')}`;
