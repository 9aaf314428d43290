import { notProbe, or, ratio, sumBy } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { ownQuantile, ownRate } from '../own-series.ts';
import { lettered, lines, query, stacked } from '../panels.ts';

/** What somebody asked for. */
const SERVED = { handler: notProbe };
const PROBES = 'Probes and scrapes are left out.';

/** Rate, errors and duration of everything with the usual HTTP server metrics: the backend API, and vLLM's own server. */
export function httpRow(): Row {
  return row(
    'HTTP services: rate, errors, duration',
    cells(6, 8, [rate(), errors(), duration(0.5), duration(0.95)]),
    cells(8, 8, [rateByRoute(), errorsByRoute(), durationByRoute()]),
  );
}

function rate() {
  const panel = stacked({
    title: 'Requests by service and status',
    text: `HTTP responses per second by job and class of status. ${PROBES}`,
    metrics: ['http_requests_total'],
    unit: 'reqps',
  });
  return lettered(panel, [
    query(sumBy(['job', 'status'], ownRate('http_requests_total', SERVED)), '{{job}} {{status}}'),
  ]);
}

/** A service without an error has no series of one: 0 as long as it answers at all. */
function errorShare(by: readonly string[], status: '4xx' | '5xx'): string {
  const all = sumBy(by, ownRate('http_requests_total', SERVED));
  const failed = or(sumBy(by, ownRate('http_requests_total', { ...SERVED, status })), `${all} * 0`);
  return ratio(failed, all);
}

function errors() {
  return lines(
    {
      title: 'Error share by service',
      text: `Share of responses that were errors of the service (5xx) and of the client (4xx). ${PROBES}`,
      metrics: ['http_requests_total'],
      unit: 'percentunit',
    },
    [errorShare(['job'], '5xx'), '{{job}} 5xx'],
    [errorShare(['job'], '4xx'), '{{job}} 4xx'],
  );
}

function duration(q: 0.5 | 0.95) {
  const name = 'http_request_duration_highr_seconds';
  return lines(
    {
      title: `Response time p${100 * q} by service`,
      text: `Time that ${100 * q} % of the responses stay below, streaming included, by job.`,
      metrics: [name],
      unit: 's',
    },
    [ownQuantile(q, name, ['job']), '{{job}}'],
  );
}

function rateByRoute() {
  return lines(
    {
      title: 'Requests by route',
      text: `HTTP responses per second by job and route. ${PROBES}`,
      metrics: ['http_requests_total'],
      unit: 'reqps',
    },
    [sumBy(['job', 'handler'], ownRate('http_requests_total', SERVED)), '{{job}} {{handler}}'],
  );
}

function errorsByRoute() {
  return lines(
    {
      title: '5xx share by route',
      text: `Share of responses that were errors of the service, by job and route. ${PROBES}`,
      metrics: ['http_requests_total'],
      unit: 'percentunit',
    },
    [errorShare(['job', 'handler'], '5xx'), '{{job}} {{handler}}'],
  );
}

function durationByRoute() {
  const sum = sumBy(['job', 'handler'], ownRate('http_request_duration_seconds_sum'));
  const count = sumBy(['job', 'handler'], ownRate('http_request_duration_seconds_count'));
  return lines(
    {
      title: 'Mean response time by route',
      text: 'Mean time to answer, streaming included, by job and route.',
      metrics: ['http_request_duration_seconds'],
      unit: 's',
    },
    [ratio(sum, count), '{{job}} {{handler}}'],
  );
}
