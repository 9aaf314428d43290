import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import {
  andOn,
  binary,
  countBy,
  labelReplace,
  matches,
  PLACE,
  printOnOneLine,
  recorded,
  selector,
  vector,
  where,
  type Expression,
  type Matchers,
  type Selector,
} from '../promql/index.ts';
import { ENGINES, RAW_RANGE, recordedWindows } from '../recording/index.ts';
import { duration, longestScrapeInterval, type Settings } from '../settings/index.ts';
import { possiblePlaces, TITLES } from './place.ts';

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
export function sourceVariable(
  type: 'prometheus' | 'loki' | 'tempo',
  name: string,
): sdk.DatasourceVariableBuilder {
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
  /** Regular expression that stands for all. */
  readonly all?: string;
}

/** Multi-value variable over the values of a label; selecting none selects all. */
export function choice({ name, label, from, of = name, all = ALL }: ChoiceArgs): sdk.QueryVariableBuilder {
  return queryVariable(name, `label_values(${printOnOneLine(from)}, ${of})`)
    .label(label)
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .sort(sdk.VariableSort.NaturalAsc)
    .current({ text: 'All', value: '$__all' });
}

/** Conditions on the labels of {@link PLACE}, for the choices that come after them. */
export const CHOSEN_PLACE = { cluster: matches('$cluster'), namespace: matches('$namespace') } as const;

/**
 * Choices of cluster and namespace, each of what the one before leaves. All is `.*`, which series without the label match as
 * well; a label that no series of the stack can have is not shown.
 */
export function placeChoices(
  settings: Settings,
  labels: readonly (typeof PLACE)[number][],
  from: Selector,
): readonly sdk.QueryVariableBuilder[] {
  const possible = possiblePlaces(settings);
  return labels.map((name, position) => {
    const before = labels.slice(0, position).map((label) => [label, CHOSEN_PLACE[label]] as const);
    const variable = choice({
      name,
      label: TITLES[name],
      from: where(from, Object.fromEntries(before)),
      all: '.*',
    });
    return possible.includes(name) ? variable : variable.hide(sdk.VariableHide.HideVariable);
  });
}

const running = 'vllm:num_requests_running';
const chosen = (more: Matchers<typeof running> = {}) => selector(running, { ...CHOSEN_PLACE, ...more });

/** Filters for recorded series, each listing what the ones before it leave: cluster, namespace, job, model. */
export function modelChoices(settings: Settings): readonly sdk.QueryVariableBuilder[] {
  return [
    ...placeChoices(settings, PLACE, selector(running)),
    choice({ name: 'job', label: 'Job', from: chosen() }),
    choice({ name: 'model_name', label: 'Model', from: chosen({ job: matches('$job') }) }),
  ];
}

/** Each offers only what the ones before it leave: cluster, namespace, job, model, instance, engine. */
export function servingChoices(settings: Settings): readonly sdk.QueryVariableBuilder[] {
  const [job, model, instance] = ['$job', '$model_name', '$instance'].map(matches);
  return [
    ...modelChoices(settings),
    choice({ name: 'instance', label: 'Instance', from: chosen({ job, model_name: model }) }),
    choice({
      name: 'engine',
      label: 'Engine',
      from: chosen({ job, model_name: model, instance }),
      // Only data-parallel servers have more than one.
    }).hide(sdk.VariableHide.InControlsMenu),
  ];
}

/** The recorded window that the panels read, and the shortest distance of their points: a shorter one repeats what the last point shows. */
export const WINDOW = '${window}';

/**
 * Two hidden variables that decide which series the panels read.
 *
 * `raw` is `none` if the per-model recorded series are sufficient, and `.+` if an instance or engine is selected or there are no
 * recorded series. Queries contain both kinds of series and match them against `raw`, so that one of the two selects nothing.
 *
 * `window` is the recorded window for the time range, or the scrape interval if no recorded series is read.
 */
export function resolution(settings: Settings): readonly sdk.QueryVariableBuilder[] {
  const [short, ...longer] = recordedWindows(settings).map(({ window, longestRange }) => {
    const named = labelReplace(vector('$__range_s'), 'window', window);
    return Number.isFinite(longestRange) ? binary(named, '<=', longestRange) : named;
  });
  const recordedOnly = labelReplace(firstOf(short!, ...longer), 'raw', '$raw');
  const scraped = duration(longestScrapeInterval(settings));
  const window = labelReplace(recordedOnly, 'window', scraped, 'raw', '[.][+]');
  return [rawUnless(), hidden('window', window, recordedWindows(settings)[0].window)];
}

/** `raw` for recorded series by instance: `none` for long time ranges only, since shorter ones need more detail. */
export function instanceResolution(): sdk.QueryVariableBuilder {
  return rawUnless(binary(vector('$__range_s'), '>', RAW_RANGE));
}

/** @param further what has to have a result for recorded series to be read. */
function rawUnless(further?: Expression): sdk.QueryVariableBuilder {
  const picked = labelReplace(vector(1), 'picked', '$instance/$engine');
  const allPicked = labelReplace(picked, 'raw', 'none', 'picked', '[.][+]/[.][+]');
  const decided = labelReplace(allPicked, 'raw', ALL, 'raw', '');
  const hasRecorded = countBy([], recorded(ENGINES, { job: matches('$job') }));
  const useful = further === undefined ? hasRecorded : andOn([], hasRecorded, further);
  return hidden(
    'raw',
    firstOf(andOn([], decided, useful), labelReplace(vector(1), 'raw', ALL)),
    further === undefined ? 'none' : ALL,
  );
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

export function queryVariable(name: string, query: string): sdk.QueryVariableBuilder {
  return new sdk.QueryVariableBuilder(name)
    .datasource(PROMETHEUS)
    .query({ query, refId: name })
    .definition(query)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged);
}
