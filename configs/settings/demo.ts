import * as z from 'zod';
import { DURATION_PATTERN, seconds } from './duration.ts';
import { field } from './fields.ts';

const INCIDENT = '15m';
/** Seconds until the alert of an incident is resolved; a shorter cycle would fire for ever. */
const SHORTEST = 12 * 60;

const incident = field(
  z.union([
    z.literal(false),
    z.string().refine((text) => DURATION_PATTERN.test(text) && seconds(text) >= SHORTEST),
  ]),
  {
    description:
      'Time between two scripted incidents on one of the simulated servers, each of which fires an alert that resolves; false for none.',
    expected: 'a duration of at least "12m", or false',
    example: '30m',
  },
).default(INCIDENT);

/** Off, or what the demo does; `true` is the demo with every default. */
export const demoSchema = field(
  z
    .union([z.boolean(), z.strictObject({ incident })])
    .transform((demo) => (demo === true ? { incident: INCIDENT } : demo)),
  {
    description: 'Run two simulated vLLM servers and a load driver, to see the dashboards with data.',
    expected: 'true, false or {incident}',
    example: { incident: '30m' },
  },
).default(false);
