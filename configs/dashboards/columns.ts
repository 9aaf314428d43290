import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type * as tables from '@grafana/grafana-foundation-sdk/table';
import type { Expression } from '../promql/index.ts';
import { DECIMALS, refId, table, thresholds, type Bound, type PanelArgs } from './panels.ts';
import { placesShown } from './place.ts';
import type { Unit } from './units.ts';

/** A value column of a table. */
export interface Column {
  readonly title: string;
  /** Query with one result per row, grouped by the key labels. */
  readonly expr: Expression;
  readonly unit: Unit;
  readonly decimals?: number;
  /** Values from which the cell turns yellow or red. */
  readonly bounds?: readonly Bound[];
  /** Custom thresholds, for values where higher is better. */
  readonly steps?: sdk.ThresholdsConfigBuilder;
  /** Text shown in place of certain values. */
  readonly mappings?: readonly sdk.ValueMapping[];
}

/** A label that identifies a row. */
export interface Key {
  readonly label: string;
  readonly title: string;
  /** Width in pixels; by default wide enough for a model name. */
  readonly width?: number;
  /** Data link of the cell. */
  readonly link?: { readonly title: string; readonly url: string };
}

export interface TableArgs extends Omit<PanelArgs, 'unit'> {
  readonly keys: readonly Key[];
  readonly columns: readonly Column[];
  /** Title of the column to sort by, ascending. */
  readonly sortBy?: string;
}

/** Table with one row per combination of key labels and one instant query per column, evaluated at the end of the time range. */
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

/** Thresholds for `up`. */
export const RED_BELOW_ONE = thresholds().steps([
  { value: null, color: 'red' },
  { value: 1, color: 'green' },
]);

/** Pixels; model names are long. */
const KEY_WIDTH = 240;
const PLACE_WIDTH = 140;

/** Pixels for the longest word of a heading, because headings wrap only at spaces. */
const widthOf = (title: string) => 16 + 8 * Math.max(...title.split(' ').map(({ length }) => length));

function properties({
  title,
  unit,
  decimals = DECIMALS[unit],
  bounds,
  steps,
  mappings,
}: Column): sdk.DynamicConfigValue[] {
  const colors = steps ?? (bounds === undefined ? undefined : thresholds(...bounds));
  return [
    { id: 'unit', value: unit },
    // Without this, an empty cell would show the empty-state text of the whole panel.
    { id: 'noValue', value: '-' },
    // Headings are longer than their values: drop the filter button and wrap them.
    { id: 'custom.filterable', value: false },
    { id: 'custom.wrapHeaderText', value: true },
    { id: 'custom.minWidth', value: widthOf(title) },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
    ...(colors === undefined
      ? []
      : [
          { id: 'thresholds', value: colors.build() },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]),
  ];
}
