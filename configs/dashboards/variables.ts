import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import {
  andOn,
  binary,
  countBy,
  labelReplace,
  matches,
  printOnOneLine,
  recorded,
  selector,
  vector,
  type Expression,
  type Selector,
} from '../promql/index.ts';
import { ENGINES, recordedWindows } from '../recording/index.ts';
import type { Settings } from '../settings/index.ts';

/** Matches every value, as required by Grafana's dashboard-linter; unlike `.*` not series without the label. */
const ALL = '.+';

/** Data source of a panel, set by the variable. */
export const PROMETHEUS = { type: 'prometheus', uid: '${prometheus_datasource}' } as const;

/** Prometheus data source variable; the stack's own Prometheus by default. */
export const datasource = () => sourceVariable('prometheus', 'Prometheus');

/**
 * A data source variable. It is rarely changed and therefore in the controls menu of Grafana 12.3 and later; older releases show
 * it in the header.
 */
export function sourceVariable(type: 'prometheus' | 'loki', name: string): sdk.DatasourceVariableBuilder {
  return new sdk.DatasourceVariableBuilder(`${type}_datasource`)
    .label(`${name} data source`)
    .type(type)
    .hide(sdk.VariableHide.InControlsMenu)
    .current({ text: name, value: type });
}

export interface ChoiceArgs {
  readonly name: string;
  readonly label: string;
  /** Selector of the series to list label values of. */
  readonly from: Selector;
  /** Label the values come from; the variable's name by default. */
  readonly of?: string;
}

/** Multi-value variable over the values of a label; selecting none selects all. */
export function choice({ name, label, from, of = name }: ChoiceArgs): sdk.QueryVariableBuilder {
  return queryVariable(name, `label_values(${printOnOneLine(from)}, ${of})`)
    .label(label)
    .multi(true)
    .includeAll(true)
    .allValue(ALL)
    .sort(sdk.VariableSort.NaturalAsc)
    .current({ text: 'All', value: '$__all' });
}

/** Job, model, instance and engine, each limited by the selection in the previous ones. */
export function servingChoices(): readonly sdk.QueryVariableBuilder[] {
  const running = 'vllm:num_requests_running';
  const [job, model, instance] = ['$job', '$model_name', '$instance'].map(matches);
  return [
    choice({ name: 'job', label: 'Job', from: selector(running) }),
    choice({ name: 'model_name', label: 'Model', from: selector(running, { job }) }),
    choice({ name: 'instance', label: 'Instance', from: selector(running, { job, model_name: model }) }),
    choice({
      name: 'engine',
      label: 'Engine',
      from: selector(running, { job, model_name: model, instance }),
      // Only data-parallel servers have more than one.
    }).hide(sdk.VariableHide.InControlsMenu),
  ];
}

/**
 * Two hidden variables that decide which series the panels read.
 *
 * `raw` is `none` if the per-model recorded series are sufficient, and `.+` if an instance or engine is selected or there are no
 * recorded series. Queries contain both kinds of series and match them against `raw`, so that one of the two selects nothing.
 *
 * `window` is the recorded window for the time range.
 */
export function resolution(settings: Settings): readonly sdk.QueryVariableBuilder[] {
  const picked = labelReplace(vector(1), 'picked', '$instance/$engine');
  const allPicked = labelReplace(picked, 'raw', 'none', 'picked', '[.][+]/[.][+]');
  const decided = labelReplace(allPicked, 'raw', ALL, 'raw', '');
  const hasRecorded = countBy([], recorded(ENGINES, { job: matches('$job') }));
  const raw = firstOf(andOn([], decided, hasRecorded), labelReplace(vector(1), 'raw', ALL));

  const [short, ...longer] = recordedWindows(settings).map(({ window, longestRange }) => {
    const named = labelReplace(vector('$__range_s'), 'window', window);
    return Number.isFinite(longestRange) ? binary(named, '<=', longestRange) : named;
  });
  return [
    hidden('raw', raw, 'none'),
    hidden('window', firstOf(short!, ...longer), recordedWindows(settings)[0].window),
  ];
}

/** The first of these vectors that is not empty. */
function firstOf(first: Expression, ...others: readonly Expression[]): Expression {
  return others.reduce((left, right) => binary(left, 'or', right, { on: [] }), first);
}

/**
 * A variable whose value is the label of the same name in the query result. The query is on one line because Grafana parses it
 * with a regular expression that stops at a line break.
 */
function hidden(name: string, query: Expression, before: string): sdk.QueryVariableBuilder {
  return queryVariable(name, `query_result(${printOnOneLine(query)})`)
    .hide(sdk.VariableHide.HideVariable)
    .regex(`/${name}="([^"]+)"/`)
    .current({ text: before, value: before });
}

function queryVariable(name: string, query: string): sdk.QueryVariableBuilder {
  return new sdk.QueryVariableBuilder(name)
    .datasource(PROMETHEUS)
    .query({ query, refId: name })
    .definition(query)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged);
}
