import { matches, quantileOf, rate, ratio, sumBy } from '../../promql/index.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { serviceMap } from '../trace-panels.ts';

const chosen = { job: matches('$job') };
const BY_CALL = ['client', 'server'] as const;

/** Calls between services, from the backend to vLLM. */
export function servicesRow(): Row {
  return row('Services', cells(12, 12, [map(), calls()]));
}

function map() {
  return serviceMap({
    title: 'Service map',
    text: 'Services that call each other, with the rate and the duration of stored requests. A missing link means that a service does not pass `traceparent` on.',
    idle: 'No calls between services',
  });
}

function calls() {
  const requests = rate('traces_service_graph_request_total', chosen, '$__range');
  const failed = rate('traces_service_graph_request_failed_total', chosen, '$__range');
  const buckets = rate('traces_service_graph_request_server_seconds_bucket', chosen, '$__range');
  return columns({
    title: 'Calls between services',
    text: 'Stored requests of the time range by caller and called service.',
    idle: 'No calls between services',
    keys: [
      { label: 'client', title: 'Caller', width: 150 },
      { label: 'server', title: 'Called', width: 150 },
    ],
    columns: [
      { title: 'Requests', expr: sumBy(BY_CALL, requests), unit: 'reqps' },
      {
        title: 'Failed',
        expr: ratio(sumBy(BY_CALL, failed), sumBy(BY_CALL, requests)),
        unit: 'percentunit',
        bounds: [
          [0.01, 'yellow'],
          [0.05, 'red'],
        ],
      },
      { title: 'Duration p95', expr: quantileOf(0.95, sumBy(['le', ...BY_CALL], buckets)), unit: 's' },
    ],
    sortBy: 'Caller',
  });
}
