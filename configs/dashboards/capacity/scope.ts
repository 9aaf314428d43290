import { capacity, integral, type CapacityKey } from '../../capacity/index.ts';
import { aggregate, sumBy, type Expression, type LooseMatchers } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { Key } from '../columns.ts';
import { cell, drillDown } from '../links.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { BY_MODEL } from '../place.ts';

/** Legend of a series per model. */
export const LEGEND = '{{model_name}}';

/** One row per model. */
export const keys = (settings: Settings): readonly Key[] => [
  {
    label: 'model_name',
    title: 'Model',
    link: {
      title: 'Performance of this model',
      url: drillDown(settings, 'vllm-performance', { model_name: cell('Model') }),
    },
  },
];

/** Shares, which must not be summed. */
const SHARES: readonly CapacityKey[] = ['mfu', 'flops'];

/** Current value of a recorded series, by default per model. */
export const now = (key: CapacityKey, by: readonly string[] = BY_MODEL): Expression =>
  aggregate(SHARES.includes(key) ? 'max' : 'sum', by, capacity(key, CHOSEN_MODELS));

/** A recorded rate integrated over the time range of the dashboard, by default per model. */
export const overRange = (
  key: CapacityKey,
  unit: 1 | 3600,
  by: readonly string[] = BY_MODEL,
  matchers: LooseMatchers = {},
): Expression => sumBy(by, rangeOf(key, unit, matchers));

/** The same for each series. */
export const rangeOf = (key: CapacityKey, unit: 1 | 3600, matchers: LooseMatchers = {}): Expression =>
  integral(key, '$__range', unit, { ...CHOSEN_MODELS, ...matchers });
