import { fraction, JOB, notProbe, ratio, sumBy, type Expression } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { ownQuantile, ownRate } from '../own-series.ts';
import { timeseries, stacked } from '../panels.ts';

/** Excludes probes and scrapes. */
const SERVED = { handler: notProbe };
const PROBES = 'Probes and scrapes are excluded.';

/** Rate, errors and duration of every service with standard HTTP server metrics: the backend API, and vLLM's API server. */
export function httpRow(): Row {
  return row(
    'HTTP services: rate, errors, duration',
    cells(6, 8, [rate(), errors(), duration(0.5), duration(0.95)]),
    cells(8, 8, [rateByRoute(), errorsByRoute(), durationByRoute()]),
  );
}

function rate() {
  return stacked(
    {
      title: 'Requests by service and status',
      text: `HTTP responses per second by job and status class. ${PROBES}`,
      unit: 'reqps',
    },
    [sumBy([...JOB, 'status'], ownRate('http_requests_total', SERVED)), '{{job}} {{status}}'],
  );
}

/** There is no error series before the first error, which counts as 0 if there are any responses. */
function errorShare(by: readonly string[], status: '4xx' | '5xx'): Expression {
  const all = sumBy(by, ownRate('http_requests_total', SERVED));
  return fraction(sumBy(by, ownRate('http_requests_total', { ...SERVED, status })), all);
}

function errors() {
  return timeseries(
    {
      title: 'Error rate by service',
      text: `Share of responses with a server error (5xx) and with a client error (4xx). ${PROBES}`,
      unit: 'percentunit',
    },
    [errorShare(JOB, '5xx'), '{{job}} 5xx'],
    [errorShare(JOB, '4xx'), '{{job}} 4xx'],
  );
}

function duration(q: 0.5 | 0.95) {
  const name = 'http_request_duration_highr_seconds';
  return timeseries(
    {
      title: `Response time p${100 * q} by service`,
      text: `${q === 0.5 ? 'Median' : '95th percentile'} of the HTTP response time, including streaming, by job.`,
      unit: 's',
    },
    [ownQuantile(q, name, JOB), '{{job}}'],
  );
}

function rateByRoute() {
  return timeseries(
    {
      title: 'Requests by route',
      text: `HTTP responses per second by job and route. ${PROBES}`,
      unit: 'reqps',
    },
    [sumBy([...JOB, 'handler'], ownRate('http_requests_total', SERVED)), '{{job}} {{handler}}'],
  );
}

function errorsByRoute() {
  return timeseries(
    {
      title: '5xx error rate by route',
      text: `Share of responses with a 5xx status, by job and route. ${PROBES}`,
      unit: 'percentunit',
    },
    [errorShare([...JOB, 'handler'], '5xx'), '{{job}} {{handler}}'],
  );
}

function durationByRoute() {
  const sum = sumBy([...JOB, 'handler'], ownRate('http_request_duration_seconds_sum'));
  const count = sumBy([...JOB, 'handler'], ownRate('http_request_duration_seconds_count'));
  return timeseries(
    {
      title: 'Mean response time by route',
      text: 'Mean HTTP response time, including streaming, by job and route.',
      unit: 's',
    },
    [ratio(sum, count), '{{job}} {{handler}}'],
  );
}
