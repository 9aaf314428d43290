import * as z from 'zod';
import { OBJECTIVE_NAMES, type ObjectiveFacts, type ObjectiveName } from '../objectives/index.ts';
import { count, field, positive } from './fields.ts';

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

const bounds = (family: NonNullable<ObjectiveFacts['family']>) =>
  field(z.array(positive).min(1), {
    description: `Bounds of the family ${family}, in seconds.`,
    expected: 'a list of numbers above 0',
    example: [0.1, 0.25, 0.5, 1, 2, 4],
  }).optional();

/** Buckets that servers were given with `--custom-histogram-buckets`, so that thresholds can lie on them. */
export const customBucketsSchema = field(
  z.strictObject({
    time_to_first_token: bounds('time_to_first_token'),
    inter_token_latency: bounds('inter_token_latency'),
    request_latency: bounds('request_latency'),
  }),
  {
    description: 'Histogram buckets that vLLM was started with (`--custom-histogram-buckets`).',
    expected: 'a map of bucket family to a list of bounds in seconds',
    example: { time_to_first_token: [0.5, 1, 2, 4] },
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
  customBuckets: customBucketsSchema,
  countRejections: field(z.boolean(), {
    description:
      'Count requests that vLLM rejects at its queue limits as bad ones of the availability objective. By default they are load shedding by design, which opens a ticket (VLLMAdmissionRejections) and spends no error budget.',
    expected: 'true or false',
    example: true,
  }).default(false),
  minShare: field(z.number().min(0).lt(1), {
    description:
      'Smallest share of a window that must have been recorded before its error budget or burn rate is shown or fires an alert: about a day of 30 days, two minutes of an hour. A day has the busy and the quiet hours in it; 0 leaves `minRequests` alone to decide.',
    expected: 'a number from 0 to below 1',
    example: 0.03,
  }).default(0.03),
  minRequests: field(count, {
    description:
      'Fewest requests in a window before its error budget or burn rate is shown or fires an alert: at 99 % and 14.4 times the budget, one hundred requests are fourteen bad ones. 0 leaves `minShare` alone to decide.',
    expected: 'a whole number of at least 0',
    example: 100,
  }).default(100),
  minErrors: field(count, {
    description:
      'Fewest bad requests in the long window of an alert for it to fire, as a strict objective allows almost none: at 99.9 % two of a hundred would page.',
    expected: 'a whole number of at least 0',
    example: 5,
  }).default(5),
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

export const SLO_NAMES = OBJECTIVE_NAMES;
export type SloName = ObjectiveName;

/** The objectives alone, without what holds for all of them. */
export type Slo = Pick<z.output<typeof sloSchema>, SloName>;
