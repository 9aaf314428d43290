import * as z from 'zod';
import { field } from './fields.ts';
import { customBucketsSchema, sloOverrideSchema, type Slo } from './slo.ts';

export const modelSchema = z.strictObject({
  name: field(z.string().min(1), {
    description: 'Name as served: the value of the label `model_name` (`--served-model-name` of vLLM).',
    expected: 'a non-empty string',
    example: 'meta-llama/Llama-3.1-8B-Instruct',
  }),
  slo: field(sloOverrideSchema, {
    description: 'Objectives of this model that differ from those of all models.',
    expected: '{availability, ttft, tpot, e2e, queue}',
    example: { ttft: { threshold: 1 } },
  }).prefault({}),
  customBuckets: customBucketsSchema,
});

export const modelsSchema = field(z.array(modelSchema), {
  description: 'Models with objectives of their own; every other model that is scraped has those of `slo`.',
  expected: 'a list of models',
  example: [{ name: 'meta-llama/Llama-3.1-8B-Instruct', slo: { ttft: { threshold: 1 } } }],
}).default([]);

export type Model = z.output<typeof modelSchema>;

/** The objectives that hold for one model. */
export function sloOf(model: Pick<Model, 'slo'>, shared: Slo): Slo {
  const own = model.slo;
  return {
    availability: { objective: own.availability?.objective ?? shared.availability.objective },
    ttft: latencyOf(own.ttft, shared.ttft),
    tpot: latencyOf(own.tpot, shared.tpot),
    e2e: latencyOf(own.e2e, shared.e2e),
    queue: latencyOf(own.queue, shared.queue),
  };
}

function latencyOf(
  own: { objective?: number | undefined; threshold?: number | undefined } | undefined,
  shared: { objective: number; threshold: number },
): { objective: number; threshold: number } {
  return {
    objective: own?.objective ?? shared.objective,
    threshold: own?.threshold ?? shared.threshold,
  };
}
