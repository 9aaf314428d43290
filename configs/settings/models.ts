import * as z from 'zod';
import { field } from './fields.ts';
import { customBucketsSchema, sloOverrideSchema, type Slo } from './slo.ts';

export const modelSchema = z.strictObject({
  name: field(z.string().min(1), {
    description: "Served name: the value of the label `model_name` (vLLM's `--served-model-name`).",
    expected: 'a non-empty string',
    example: 'meta-llama/Llama-3.1-8B-Instruct',
  }),
  slo: field(sloOverrideSchema, {
    description: 'Objectives of this model that override `slo`.',
    expected: '{availability, ttft, tpot, e2e, queue}',
    example: { ttft: { threshold: 1 } },
  }).prefault({}),
  customBuckets: customBucketsSchema,
});

export const modelsSchema = field(z.array(modelSchema), {
  description: 'Models with their own objectives; `slo` applies to all other models.',
  expected: 'a list of models',
  example: [{ name: 'meta-llama/Llama-3.1-8B-Instruct', slo: { ttft: { threshold: 1 } } }],
}).default([]);

export type Model = z.output<typeof modelSchema>;

/** The objectives of one model. */
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
