import * as z from 'zod';
import { anyText, count, field, name, positive } from './fields.ts';
import { customBucketsSchema, sloOverrideSchema, type Slo } from './slo.ts';

/** A whole number of at least 1. */
const atLeastOne = count.min(1);

const engineSchema = z.strictObject({
  gpus: field(atLeastOne, {
    description:
      'GPUs of one engine: tensor times pipeline parallelism. Each data-parallel rank is an engine of its own. On Kubernetes the default is what the pod requests, if kube-state-metrics reports it.',
    expected: 'a whole number of at least 1',
    example: 4,
  }).optional(),
  gpu: field(name, {
    description: 'Kind of these GPUs: a key of `cost.gpuHour` and `gpus`.',
    example: 'h100-sxm',
  }).optional(),
  maxNumSeqs: field(atLeastOne, {
    description: 'Most requests that one engine runs at once (`--max-num-seqs` of vLLM).',
    expected: 'a whole number of at least 1',
    example: 256,
  }).optional(),
});

export const modelSchema = z.strictObject({
  name: field(anyText, {
    description: "Served name: the value of the label `model_name` (vLLM's `--served-model-name`).",
    example: 'meta-llama/Llama-3.1-8B-Instruct',
  }),
  slo: field(sloOverrideSchema, {
    description: 'Objectives of this model that override `slo`.',
    expected: '{availability, ttft, tpot, e2e, queue}',
    example: { ttft: { threshold: 1 } },
  }).prefault({}),
  customBuckets: customBucketsSchema,
  engine: field(engineSchema, {
    description: 'Hardware and batch size of one engine of this model, for cost and capacity.',
    expected: '{gpus, gpu, maxNumSeqs}',
    example: { gpus: 4, gpu: 'h100-sxm', maxNumSeqs: 256 },
  }).prefault({}),
  cost: field(
    z.strictObject({
      gpuHour: field(positive, {
        description: 'Price of one GPU of this model for one hour, instead of that of its kind.',
        example: 1.9,
      }).optional(),
      perMillionTokens: field(positive, {
        description: 'Highest acceptable cost of a million tokens of this model.',
        example: 3,
      }).optional(),
    }),
    {
      description: 'Prices and cost limit of this model that differ from those of all models.',
      expected: '{gpuHour, perMillionTokens}',
      example: { gpuHour: 1.9 },
    },
  ).prefault({}),
});

export const modelsSchema = field(z.array(modelSchema), {
  description:
    'Models with their own objectives, and the hardware they run on; `slo` applies to all other models.',
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
