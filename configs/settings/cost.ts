import * as z from 'zod';
import { field, name, positive } from './fields.ts';

/** Prices have no default: a figure in money that nobody configured would be taken for a bill. */
export const costSchema = z.strictObject({
  currency: field(z.string().regex(/^[A-Z]{3}$/), {
    description: 'Currency of all prices; a label only, nothing is converted.',
    expected: 'an ISO 4217 code of three capitals',
    example: 'EUR',
  }).default('USD'),
  gpuHour: field(z.record(name, positive), {
    description:
      'Price of one GPU for one hour, by GPU kind. The kinds are names of your own, which `models[].engine.gpu` refers to; a MIG slice is a kind of its own.',
    expected: 'a map of GPU kind to a number above 0',
    example: { 'h100-sxm': 2.5, l40s: 0.9 },
  }).default({}),
  perMillionTokens: field(positive, {
    description:
      'Highest acceptable cost of a million tokens, input and output together, for the alert VLLMCostPerTokenHigh.',
    example: 1.5,
  }).optional(),
});

export const gpusSchema = field(
  z.record(
    name,
    z.strictObject({
      peakTflops: field(positive, {
        description: 'Peak throughput of one GPU in TFLOP/s, dense, in the data type that the model runs in.',
        example: 989,
      }).optional(),
    }),
  ),
  {
    description:
      'Data sheet of each GPU kind. `peakTflops` is the peak throughput of one GPU in TFLOP/s, dense, in the data type that the model runs in; model FLOPs utilization (MFU) is a share of it.',
    expected: 'a map of GPU kind to {peakTflops}, a number above 0',
    example: { 'h100-sxm': { peakTflops: 989 } },
  },
).default({});
