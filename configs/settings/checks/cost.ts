import { suggestion } from '../suggestion.ts';
import { printed, type ValidationError } from '../validation-error.ts';
import type { CrossCheck } from './check.ts';

/** A misspelled kind would only look like a model without a price. */
const gpuKinds: CrossCheck = {
  needs: ['models', 'cost', 'gpus'],
  check: ({ models, cost, gpus }) => {
    const kinds = [...new Set([...Object.keys(cost.gpuHour), ...Object.keys(gpus)])];
    return models.flatMap(({ engine: { gpu } }, index): ValidationError[] =>
      gpu === undefined || kinds.length === 0 || kinds.includes(gpu)
        ? []
        : [
            {
              key: `models[${index}].engine.gpu`,
              found: printed(gpu),
              expected: `a GPU kind of cost.gpuHour or gpus; ${suggestion(gpu, kinds)}`,
            },
          ],
    );
  },
};

export const costChecks: readonly CrossCheck[] = [gpuKinds];
