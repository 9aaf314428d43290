import { binary, matches, quantileOf, rate, ratio, sumBy, type Expression } from '../../promql/index.ts';
import { generatesSpanMetrics } from '../../inventory/traces.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { percentiles } from '../percentiles.ts';
import { withExemplars } from '../panels.ts';
import { traceSeries } from '../trace-panels.ts';
import { OF_REQUEST, REQUEST, spans } from './scope.ts';

const OF_STORED =
  'Only stored traces count, and slow ones are stored more often: see vLLM Performance for all requests.';

export function latencyRow(settings: Settings): Row {
  const panels = [
    ...(generatesSpanMetrics(settings) ? [duration()] : []),
    meanByPhase(),
    firstToken(),
  ] as const;
  return row('Latency by phase', cells(24 / panels.length, 9, panels));
}

const labels = { span_name: REQUEST, job: matches('$job') };

function duration() {
  const of = (by: readonly string[], suffix: 'bucket' | 'sum' | 'count'): Expression =>
    sumBy(by, rate(`traces_spanmetrics_latency_${suffix}`, labels, '$__rate_interval'));
  return withExemplars(
    percentiles(
      {
        title: 'Request duration',
        text: `Percentiles of the duration of requests in vLLM; each dot is a trace. ${OF_STORED}`,
        unit: 's',
        idle: 'No traces of vLLM',
      },
      ['p99', 'p95', 'p50'],
      {
        quantile: (q) => binary(quantileOf(q, of(['le'], 'bucket')), '>=', 0),
        mean: ratio(of([], 'sum'), of([], 'count')),
      },
    ),
  );
}

const overTime = (aggregation: 'avg' | 'max', attribute: string) =>
  `${spans(OF_REQUEST)} | ${aggregation}_over_time(span.gen_ai.latency.${attribute})`;

function meanByPhase() {
  return traceSeries(
    {
      title: 'Time by phase',
      text: `Mean time per request in the queue, in prefill and in decode, from spans. ${OF_STORED}`,
      unit: 's',
      idle: 'No traces of vLLM',
    },
    [overTime('avg', 'time_in_queue'), 'Queue'],
    [overTime('avg', 'time_in_model_prefill'), 'Prefill'],
    [overTime('avg', 'time_in_model_decode'), 'Decode'],
  );
}

function firstToken() {
  return traceSeries(
    {
      title: 'Time to first token (TTFT)',
      // No percentiles: TraceQL calculates them for durations and integers, and the attribute is a fraction of a second.
      text: `Mean and longest time to first token, from spans. ${OF_STORED}`,
      unit: 's',
      idle: 'No traces of vLLM',
    },
    [overTime('avg', 'time_to_first_token'), 'Mean'],
    [overTime('max', 'time_to_first_token'), 'Max'],
  );
}
