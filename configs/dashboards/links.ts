import type { Settings } from '../settings/index.ts';
import { possiblePlaces, TITLES } from './place.ts';

/** Value of a label in the row that was clicked. */
export const cell = (label: string) => `\${__data.fields.${label}}`;

/**
 * Address of another dashboard with time range, data source and job kept, and variables set from the row that was clicked, its
 * namespace and cluster among them if series of the stack can have these.
 */
export function drillDown(settings: Settings, uid: string, set: Readonly<Record<string, string>>): string {
  const places = possiblePlaces(settings).map((label) => [label, cell(TITLES[label])] as const);
  const variables = [...places, ...Object.entries(set)].map(([name, value]) => `var-${name}=${value}`);
  return `/d/${uid}?${['${__url_time_range}', '${prometheus_datasource:queryparam}', '${job:queryparam}', ...variables].join('&')}`;
}

/** Address of the dashboard of logs with time range, data source, job and model kept. */
export const LOGS_OF_CHOSEN = `/d/vllm-logs?${[
  '${__url_time_range}',
  '${loki_datasource:queryparam}',
  // Logs go by the job's name as their service. Where no job is picked this names no service, which is all.
  '${job:customqueryparam:var-service}',
  '${model_name:queryparam}',
].join('&')}`;
