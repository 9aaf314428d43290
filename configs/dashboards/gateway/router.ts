import { JOB, countBy, fraction, plus, sumBy, PLACE } from '../../promql/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { percentiles } from '../percentiles.ts';
import { chosen, distribution, growth } from './series.ts';

/** Router of production-stack. */
export function routerRow(): Row {
  return row(
    'Router (production-stack)',
    cells(6, 8, [requests(), failures(), failureShare(), latency()]),
    cells(6, 8, [backends(), balance(), inFlight(), tokens()]),
  );
}

function requests() {
  return stacked(
    {
      title: 'Router requests by model',
      text: 'Requests per second that reach the router, also while no backend is available.',
      unit: 'reqps',
    },
    [sumBy([...PLACE, 'model'], growth('vllm:num_incoming_requests_total')), '{{model}}'],
  );
}

function failures() {
  return stacked(
    {
      title: 'Router failures by exception',
      text: 'Attempts per second that end without a response of the backend. A request that is retried on another backend counts once per failed attempt.',
      unit: 'reqps',
      idle: 'No failures',
    },
    [sumBy([...PLACE, 'error_type'], growth('vllm:request_errors_total')), '{{error_type}}'],
  );
}

function failureShare() {
  const all = sumBy(JOB, growth('vllm:num_incoming_requests_total'));
  const served = sumBy(JOB, growth('vllm:request_latency_seconds_count'));
  return timeseries(
    {
      title: 'Router failure share',
      text: 'Failed attempts per request, and the share of responses that were errors of any kind, including client errors (4xx).',
      unit: 'percentunit',
    },
    [fraction(sumBy(JOB, growth('vllm:request_errors_total')), all), '{{job}} failed'],
    [
      fraction(sumBy(JOB, growth('vllm:request_latency_seconds_count', { status: 'error' })), served),
      '{{job}} errors',
    ],
  );
}

function latency() {
  return percentiles(
    {
      title: 'Router latency',
      text: 'Time from sending a request to a backend to the end of its response. The largest bucket ends at 120 s.',
      unit: 's',
    },
    ['p50', 'p95', 'p99'],
    distribution(['vllm:request_latency_seconds']),
  );
}

function backends() {
  return timeseries(
    {
      title: 'Router backends',
      text: 'Backends that the router has discovered, and those of them that it considers healthy.',
      unit: 'none',
      counts: 'backends',
      idle: 'No backends discovered',
    },
    [sumBy(JOB, chosen('vllm:healthy_pods_total')), '{{job}} healthy'],
    [countBy(JOB, chosen('vllm:healthy_pods_total')), '{{job}} discovered'],
  );
}

function balance() {
  return timeseries(
    {
      title: 'Router requests by backend',
      text: 'Requests per second that each backend has finished. Diverging lines show how the routing logic distributes the load.',
      unit: 'reqps',
    },
    [sumBy([...PLACE, 'server'], growth('vllm:request_latency_seconds_count')), '{{server}}'],
  );
}

function inFlight() {
  return timeseries(
    {
      title: 'Router requests in flight by backend',
      text: 'Requests at each backend, as the router counts them.',
      unit: 'none',
      counts: 'requests',
    },
    [
      sumBy(
        [...PLACE, 'server'],
        plus(chosen('vllm:num_prefill_requests'), chosen('vllm:num_decoding_requests')),
      ),
      '{{server}}',
    ],
  );
}

function tokens() {
  return timeseries(
    {
      title: 'Router tokens by model',
      text: 'Tokens per second of non-streaming responses; the router does not count others.',
      unit: 'count:tok/s',
      idle: 'No responses without streaming',
    },
    [sumBy([...PLACE, 'model'], growth('vllm:input_tokens_total')), '{{model}} prompt'],
    [sumBy([...PLACE, 'model'], growth('vllm:output_tokens_total')), '{{model}} generated'],
  );
}
