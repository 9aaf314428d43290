import { capacity, integral, type CapacityKey } from '../../capacity/index.ts';
import { aggregate, matches, sumBy, type Expression, type LooseMatchers } from '../../promql/index.ts';
import { MODEL } from '../../slo/scope.ts';
import type { Key } from '../columns.ts';
import { cell, drillDown } from '../links.ts';

/** The job and model chosen; recorded capacity has no instance. */
export const CHOSEN: LooseMatchers = { job: matches('$job'), model_name: matches('$model_name') };

/** Legend of a series per model, the model first. */
export const LEGEND = MODEL.toSorted((a, b) => Number(b === 'model_name') - Number(a === 'model_name'))
  .map((label) => `{{${label}}}`)
  .join(' ');

const TITLES: Readonly<Record<string, string>> = { job: 'Job', model_name: 'Model' };

/** One row per model, whatever labels tell models apart. */
export const KEYS: readonly Key[] = MODEL.map((label) => ({
  label,
  title: TITLES[label] ?? label.replace(/^./, (first) => first.toUpperCase()),
  ...(label === 'model_name'
    ? {
        link: {
          title: 'Performance of this model',
          url: drillDown('vllm-performance', { model_name: cell('Model') }),
        },
      }
    : { width: 120 }),
}));

/** Shares, which must not be added up. */
const SHARES: readonly CapacityKey[] = ['mfu', 'flops'];

/** A recorded series now, by model unless said otherwise. */
export const now = (key: CapacityKey, by: readonly string[] = MODEL): Expression =>
  aggregate(SHARES.includes(key) ? 'max' : 'sum', by, capacity(key, CHOSEN));

/** A recorded rate added up over the time range of the dashboard, by model unless said otherwise. */
export const overRange = (
  key: CapacityKey,
  unit: 1 | 3600,
  by: readonly string[] = MODEL,
  matchers: LooseMatchers = {},
): Expression => sumBy(by, rangeOf(key, unit, matchers));

/** The same for each series. */
export const rangeOf = (key: CapacityKey, unit: 1 | 3600, matchers: LooseMatchers = {}): Expression =>
  integral(key, '$__range', unit, { ...CHOSEN, ...matchers });
