import { binary, matches, quantileOf, rate, ratio, sumBy, type Expression } from '../../promql/index.ts';
import { generatesSpanMetrics } from '../../inventory/traces.ts';
import type { Settings } from '../../settings/index.ts';
import { cells, row, type Row } from '../layout.ts';
import { percentiles } from '../percentiles.ts';
import { ofSpans } from '../panels.ts';
import { traceSeries } from '../trace-panels.ts';
import { OF_REQUEST, REQUEST, spans } from './scope.ts';

const OF_STORED =
  'Only stored traces count, and slow ones are stored more often: see vLLM Performance for all requests.';

const PHASES = [
  ['Queue time', 'in the queue', 'time_in_queue'],
  ['Prefill time', 'in prefill', 'time_in_model_prefill'],
  ['Decode time', 'in decode', 'time_in_model_decode'],
] as const;

export function latencyRow(settings: Settings): Row {
  const firstToken = meanAndMax(
    'Time to first token (TTFT)',
    'Mean and longest time to first token, from spans.',
    'time_to_first_token',
  );
  const whole = [...(generatesSpanMetrics(settings) ? [duration()] : []), firstToken];
  const byPhase = PHASES.map(([title, where, attribute]) =>
    meanAndMax(title, `Mean and longest time of a request ${where}, from spans.`, attribute),
  );
  return row('Latency by phase', cells(24 / whole.length, 9, whole), cells(24 / byPhase.length, 9, byPhase));
}

const labels = { span_name: REQUEST, job: matches('$job') };

function duration() {
  const of = (by: readonly string[], suffix: 'bucket' | 'sum' | 'count'): Expression =>
    sumBy(by, rate(`traces_spanmetrics_latency_${suffix}`, labels, '$__rate_interval'));
  return ofSpans(
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

// No percentiles: TraceQL calculates them for durations and integers, and these attributes are fractions of a second.
function meanAndMax(title: string, text: string, attribute: string) {
  return traceSeries(
    { title, text: `${text} ${OF_STORED}`, unit: 's', idle: 'No traces of vLLM' },
    [overTime('avg', attribute), 'Mean'],
    [overTime('max', attribute), 'Max'],
  );
}
