import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type * as tables from '@grafana/grafana-foundation-sdk/table';
import type { Expression } from '../promql/index.ts';
import { DECIMALS, refId, table, thresholds, type Bound, type PanelArgs } from './panels.ts';
import { placesShown } from './place.ts';
import type { Unit } from './units.ts';

/** A figure a row of the table has. */
export interface Column {
  readonly title: string;
  /** Query with one result a row, by the labels that make the row. */
  readonly expr: Expression;
  readonly unit: Unit;
  readonly decimals?: number;
  /** Bounds from which the cell turns yellow or red. */
  readonly bounds?: readonly Bound[];
  /** The same where more is better. */
  readonly steps?: sdk.ThresholdsConfigBuilder;
  /** Texts in place of values. */
  readonly mappings?: readonly sdk.ValueMapping[];
}

/** A label that tells the rows apart. */
export interface Key {
  readonly label: string;
  readonly title: string;
  /** Pixels; wide enough for the name of a model by default. */
  readonly width?: number;
  /** Where a click leads. */
  readonly link?: { readonly title: string; readonly url: string };
}

export interface TableArgs extends Omit<PanelArgs, 'unit'> {
  readonly keys: readonly Key[];
  readonly columns: readonly Column[];
  /** Title of the column by which the rows are sorted, the smallest first. */
  readonly sortBy?: string;
}

/** One row a combination of labels, one query a column, at the end of the time range. */
export function columns(args: TableArgs): tables.PanelBuilder {
  const keys = [
    ...args.keys,
    ...placesShown(args.columns[0]!.expr).map((place) => ({ ...place, width: PLACE_WIDTH })),
  ];
  const names = Object.fromEntries([
    ...keys.map(({ label, title }) => [label, title]),
    ...args.columns.map(({ title }, position) => [`Value #${refId(position)}`, title]),
  ]);
  const order = Object.fromEntries(Object.keys(names).map((field, position) => [field, position]));
  const panel = table({ ...args, unit: 'none' }, ...args.columns.map(({ expr }) => expr))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: order, renameByName: names },
    });
  for (const { title, link, width = KEY_WIDTH } of keys as readonly Key[]) {
    panel.overrideByName(title, [
      { id: 'custom.width', value: width },
      ...(link === undefined ? [] : [{ id: 'links', value: [link] }]),
    ]);
  }
  for (const column of args.columns) panel.overrideByName(column.title, properties(column));
  if (args.sortBy !== undefined)
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(args.sortBy).desc(false)]);
  return panel;
}

/** For whether a target is up. */
export const RED_BELOW_ONE = thresholds().steps([
  { value: null, color: 'red' },
  { value: 1, color: 'green' },
]);

/** Pixels; names of models are long. */
const KEY_WIDTH = 240;
const PLACE_WIDTH = 140;

/** Pixels that the longest word of a heading needs, as only spaces break it. */
const widthOf = (title: string) => 16 + 8 * Math.max(...title.split(' ').map(({ length }) => length));

function properties({
  title,
  unit,
  decimals = DECIMALS[unit],
  bounds,
  steps,
  mappings,
}: Column): sdk.DynamicConfigValue[] {
  const colours = steps ?? (bounds === undefined ? undefined : thresholds(...bounds));
  return [
    { id: 'unit', value: unit },
    // A row without this figure is not the table without rows.
    { id: 'noValue', value: '-' },
    // A heading is longer than its figures: it needs the room of the filter's button, and a second line.
    { id: 'custom.filterable', value: false },
    { id: 'custom.wrapHeaderText', value: true },
    { id: 'custom.minWidth', value: widthOf(title) },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
    ...(colours === undefined
      ? []
      : [
          { id: 'thresholds', value: colours.build() },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]),
  ];
}
