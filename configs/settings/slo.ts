import * as z from 'zod';
import { field, positive } from './fields.ts';

const objective = (example: number) =>
  field(z.number().gt(0).lt(1), {
    description: 'Share of requests that must be good, over 30 days.',
    expected: 'a number between 0 and 1',
    example,
  });

const threshold = (what: string, example: number) =>
  field(positive, {
    description: `Longest ${what} of a good request, in seconds; must be a bucket bound of the histogram.`,
    expected: 'a number of seconds above 0',
    example,
  });

/**
 * Latency objectives are "99 % under a loose bound" and not "95 % under a tight one": below about 93 % the fast burn
 * alert can never fire, as 14.4 times the error budget passes 1 (Google SRE workbook, ch. 5). The thresholds are bounds of
 * vLLM's default buckets, so that the share is counted and not interpolated.
 */
const DEFAULTS = {
  availability: { objective: 0.999 },
  ttft: { objective: 0.99, threshold: 2.5 },
  tpot: { objective: 0.99, threshold: 0.1 },
  e2e: { objective: 0.99, threshold: 30 },
  queue: { objective: 0.99, threshold: 2 },
} as const;

const latency = (what: string, defaults: { objective: number; threshold: number }) =>
  field(
    z.strictObject({
      objective: objective(defaults.objective).default(defaults.objective),
      threshold: threshold(what, defaults.threshold).default(defaults.threshold),
    }),
    {
      description: `Objective for the ${what}.`,
      expected: '{objective, threshold}',
      example: defaults,
    },
  ).prefault({});

export const sloSchema = z.strictObject({
  availability: field(
    z.strictObject({ objective: objective(0.999).default(DEFAULTS.availability.objective) }),
    {
      description: 'Objective for requests that end without an error of the server.',
      expected: '{objective}',
      example: DEFAULTS.availability,
    },
  ).prefault({}),
  ttft: latency('time to first token', DEFAULTS.ttft),
  tpot: latency('mean time per output token', DEFAULTS.tpot),
  e2e: latency('end-to-end time', DEFAULTS.e2e),
  queue: latency('time in the queue', DEFAULTS.queue),
});

const partialLatency = (what: string, example: { objective: number; threshold: number }) =>
  field(
    z.strictObject({
      objective: objective(example.objective).optional(),
      threshold: threshold(what, example.threshold).optional(),
    }),
    { description: `Objective of this model for the ${what}.`, expected: '{objective, threshold}', example },
  ).optional();

/** What a model may set differently from the objectives of all models. */
export const sloOverrideSchema = z.strictObject({
  availability: field(z.strictObject({ objective: objective(0.999).optional() }), {
    description: 'Objective of this model for requests without an error of the server.',
    expected: '{objective}',
    example: DEFAULTS.availability,
  }).optional(),
  ttft: partialLatency('time to first token', DEFAULTS.ttft),
  tpot: partialLatency('mean time per output token', DEFAULTS.tpot),
  e2e: partialLatency('end-to-end time', DEFAULTS.e2e),
  queue: partialLatency('time in the queue', DEFAULTS.queue),
});

export type Slo = z.output<typeof sloSchema>;
export type SloName = keyof Slo;
export const SLO_NAMES = [
  'availability',
  'ttft',
  'tpot',
  'e2e',
  'queue',
] as const satisfies readonly SloName[];
