import { FAST_BURN, LATENCY_OBJECTIVES, OBJECTIVES } from '../../objectives/index.ts';
import { bucketFamilies } from '../../vllm/buckets.ts';
import type { CrossCheck } from './check.ts';
import type { ValidationError } from '../validation-error.ts';
import { sloOf } from '../models.ts';
import type { Settings } from '../schema.ts';
import { SLO_NAMES, type Slo, type SloName } from '../slo.ts';

/** Objectives at or below this can never page, because the error ratio would have to exceed 1. */
const LOWEST_OBJECTIVE = 1 - 1 / FAST_BURN;

/** The default objectives, then those of each model, with their key. */
function* objectiveSets({ slo, models }: Settings): Generator<{
  key: string;
  set: Slo;
  buckets: Settings['slo']['customBuckets'];
  own: (name: SloName, field: 'objective' | 'threshold') => boolean;
}> {
  yield { key: 'slo', set: slo, buckets: slo.customBuckets, own: () => true };
  for (const [index, model] of models.entries()) {
    yield {
      key: `models[${index}].slo`,
      set: sloOf(model as Parameters<typeof sloOf>[0], slo),
      buckets: { ...slo.customBuckets, ...model.customBuckets },
      own: (name, field) => (model.slo[name] as Record<string, unknown> | undefined)?.[field] !== undefined,
    };
  }
}

const thresholds: CrossCheck = {
  needs: ['slo', 'models'],
  check: (settings) =>
    [...objectiveSets(settings)].flatMap(({ key, set, buckets, own }) =>
      LATENCY_OBJECTIVES.flatMap((name): ValidationError[] => {
        const { family } = OBJECTIVES[name];
        const bounds: readonly number[] = buckets[family] ?? bucketFamilies[family];
        const { threshold } = set[name];
        const inherited = !own(name, 'threshold') && buckets[family] === settings.slo.customBuckets[family];
        if (bounds.includes(threshold) || inherited) return [];
        return [
          {
            key: `${key}.${name}.threshold`,
            found: String(threshold),
            expected: `a bucket bound of ${family}, because requests cannot be counted between bounds: one of ${bounds.join(', ')} (or set customBuckets)`,
            example: String(nearest(threshold, bounds)),
          },
        ];
      }),
    ),
};

const objectives: CrossCheck = {
  needs: ['slo', 'models'],
  check: (settings) =>
    [...objectiveSets(settings)].flatMap(({ key, set, own }) =>
      SLO_NAMES.flatMap((name): ValidationError[] => {
        const { objective } = set[name];
        if (objective > LOWEST_OBJECTIVE || !own(name, 'objective')) return [];
        return [
          {
            key: `${key}.${name}.objective`,
            found: String(objective),
            expected: `more than ${LOWEST_OBJECTIVE.toFixed(4)}, because an alert at burn rate ${FAST_BURN} could never fire: use a looser threshold with objective 0.99`,
            example: '0.99',
          },
        ];
      }),
    ),
};

const bucketsAscend: CrossCheck = {
  needs: ['slo', 'models'],
  check: ({ slo, models }) =>
    [
      { key: 'slo', buckets: slo.customBuckets },
      ...models.map(({ customBuckets }, index) => ({ key: `models[${index}]`, buckets: customBuckets })),
    ].flatMap(({ key, buckets }) =>
      Object.entries(buckets).flatMap(([family, bounds]): ValidationError[] =>
        bounds === undefined || bounds.every((bound, index) => index === 0 || bound > bounds[index - 1]!)
          ? []
          : [
              {
                key: `${key}.customBuckets.${family}`,
                found: JSON.stringify(bounds),
                expected: 'bounds in ascending order',
              },
            ],
      ),
    ),
};

function nearest(value: number, bounds: readonly number[]): number {
  return bounds.reduce((best, bound) => (Math.abs(bound - value) < Math.abs(best - value) ? bound : best));
}

export const sloChecks: readonly CrossCheck[] = [thresholds, objectives, bucketsAscend];
