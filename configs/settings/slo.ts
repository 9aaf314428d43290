import * as z from 'zod';
import { OBJECTIVE_NAMES, type ObjectiveFacts, type ObjectiveName } from '../objectives/index.ts';
import { count, field, flag, positive } from './fields.ts';

const objective = (example: number) =>
  field(z.number().gt(0).lt(1), {
    description: 'Share of good requests over 30 days.',
    expected: 'a number between 0 and 1',
    example,
  });

const threshold = (what: string, example: number) =>
  field(positive, {
    description: `Maximum ${what} of a good request, in seconds; has to be a bucket bound of the histogram.`,
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
      description: `Objective for ${what}.`,
      expected: '{objective, threshold}',
      example: defaults,
    },
  ).prefault({});

const bounds = (family: NonNullable<ObjectiveFacts['family']>) =>
  field(z.array(positive).min(1), {
    description: `Bucket bounds of the family ${family}, in seconds.`,
    expected: 'a list of numbers above 0',
    example: [0.1, 0.25, 0.5, 1, 2, 4],
  }).optional();

/** Buckets that servers set with `--custom-histogram-buckets`, so that thresholds can be bucket bounds. */
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
      description: 'Objective for requests without a server error.',
      expected: '{objective}',
      example: DEFAULTS.availability,
    },
  ).prefault({}),
  ttft: latency('time to first token', DEFAULTS.ttft),
  tpot: latency('mean time per output token', DEFAULTS.tpot),
  e2e: latency('end-to-end time', DEFAULTS.e2e),
  queue: latency('time in the queue', DEFAULTS.queue),
  customBuckets: customBucketsSchema,
  countRejections: field(flag, {
    description:
      'Count requests that vLLM rejects at its queue limits as bad ones of the availability objective. By default they are load shedding by design, which opens a ticket (VLLMAdmissionRejections) and spends no error budget.',
    example: true,
  }).default(false),
  minShare: field(z.number().min(0).lt(1), {
    description:
      'Minimum share of a window that has to be recorded before its error budget or burn rate is shown or fires an alert: about one day of 30, two minutes of an hour. One day covers busy and quiet hours; with 0 only `minRequests` applies.',
    expected: 'a number from 0 to below 1',
    example: 0.03,
  }).default(0.03),
  minRequests: field(count, {
    description:
      'Minimum number of requests in a window before its error budget or burn rate is shown or fires an alert: with an objective of 99 %, a burn rate of 14.4 in one hundred requests means fourteen bad ones. With 0 only `minShare` applies.',
    example: 100,
  }).default(100),
  minErrors: field(count, {
    description:
      'Minimum number of bad requests in the long window of an alert, because strict objectives allow almost none: at 99.9 %, two of one hundred would page.',
    example: 5,
  }).default(5),
});

const partialLatency = (what: string, example: { objective: number; threshold: number }) =>
  field(
    z.strictObject({
      objective: objective(example.objective).optional(),
      threshold: threshold(what, example.threshold).optional(),
    }),
    { description: `Objective of this model for ${what}.`, expected: '{objective, threshold}', example },
  ).optional();

/** Objectives that a model can override. */
export const sloOverrideSchema = z.strictObject({
  availability: field(z.strictObject({ objective: objective(0.999).optional() }), {
    description: 'Objective of this model for requests without a server error.',
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

/** The objectives alone, without the settings that apply to all of them. */
export type Slo = Pick<z.output<typeof sloSchema>, SloName>;
