import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import {
  binary,
  call,
  increase,
  matches,
  printOnOneLine,
  selector,
  sumBy,
  vector,
} from '../../promql/index.ts';
import { generatesSpanMetrics } from '../../inventory/traces.ts';
import type { Settings } from '../../settings/index.ts';
import { traceSource } from '../trace-panels.ts';
import { choice, datasource, queryVariable } from '../variables.ts';

/** Name of the span that vLLM makes for each request of an engine, and of the span around a start (`vllm/tracing`). */
export const REQUEST = 'llm_request';
export const START = 'Overall Loading';

const OF_SERVICE = 'resource.service.name =~ "$job"';

/** A TraceQL selector of the spans of the selected services that meet the conditions. */
export const spans = (...conditions: readonly string[]): string =>
  `{ ${[OF_SERVICE, ...conditions].join(' && ')} }`;

export const OF_REQUEST = `name = "${REQUEST}"`;
/** Requests among the slowest of the time range. */
export const SLOW = 'duration >= ${slow}s';

/** About as many requests are above the threshold; a search returns any that match, not the slowest. */
const SHOWN = 100;

/** Variables of the dashboard. The name of a service is that of its job, so that it is kept between dashboards. */
export function requestVariables(settings: Settings): readonly { build(): sdk.VariableModel }[] {
  if (!generatesSpanMetrics(settings)) return [traceSource(), serviceChoice(), anySpeed()];
  return [
    traceSource(),
    datasource(),
    choice({ name: 'job', label: 'Job', from: selector('traces_spanmetrics_calls_total') }),
    threshold(),
  ];
}

/** Without metrics of spans, services are those that Tempo knows. */
function serviceChoice(): sdk.QueryVariableBuilder {
  return (
    new sdk.QueryVariableBuilder('job')
      .label('Job')
      .datasource({ type: 'tempo', uid: '${tempo_datasource}' })
      // 1 is a query for values (grafana `datasource/tempo/VariableQueryEditor.tsx`).
      .query({ refId: 'job', type: 1, label: 'service.name' })
      .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      .allValue('.+')
      .current({ text: 'All', value: '$__all' })
  );
}

/** Every request: without metrics the threshold is unknown. */
const anySpeed = () =>
  new sdk.CustomVariableBuilder('slow')
    .values('0')
    .current({ text: '0', value: '0' })
    .hide(sdk.VariableHide.HideVariable);

/** The duration in seconds that {@link SHOWN} requests of the time range exceed, from the buckets; 0 if there are fewer. */
function threshold(): sdk.QueryVariableBuilder {
  const labels = { span_name: REQUEST, job: matches('$job') };
  const total = sumBy([], increase('traces_spanmetrics_calls_total', labels, '$__range'));
  const share = call('clamp_min', binary(1, '-', binary(SHOWN, '/', total)), 0);
  const buckets = sumBy(['le'], increase('traces_spanmetrics_latency_bucket', labels, '$__range'));
  const seconds = call('histogram_quantile', call('scalar', share), buckets);
  const known = binary(binary(seconds, '>', 0), 'or', vector(0), { on: [] });
  const query = `query_result(${printOnOneLine(call('round', known, 0.001))})`;
  return queryVariable('slow', query)
    .hide(sdk.VariableHide.HideVariable)
    .regex(String.raw`/\} (\d+(?:\.\d+)?) /`)
    .current({ text: '0', value: '0' });
}
