import * as z from 'zod';
import { DURATION_PATTERN, seconds } from './duration.ts';
import { field } from './fields.ts';

const INCIDENT = '15m';
/** Seconds until the alert of an incident is resolved; with a shorter cycle it would never resolve. */
const SHORTEST = 12 * 60;

const incident = field(
  z.union([
    z.literal(false),
    z.string().refine((text) => DURATION_PATTERN.test(text) && seconds(text) >= SHORTEST),
  ]),
  {
    description:
      "Time between two simulated incidents on one of the demo's servers, each of which fires an alert that resolves; false disables them.",
    expected: 'a duration of at least "12m", or false',
    example: '30m',
  },
).default(INCIDENT);

/** `false`, or the settings of the demo; `true` is the demo with defaults. */
export const demoSchema = field(
  z
    .union([z.boolean(), z.strictObject({ incident })])
    .transform((demo) => (demo === true ? { incident: INCIDENT } : demo)),
  {
    description: 'Run two simulated vLLM servers under load, to see the dashboards with data.',
    expected: 'true, false or {incident}',
    example: { incident: '30m' },
  },
).default(false);

/** Seconds between two incidents; false if there are none. */
export const incidentSeconds = ({ incident }: { readonly incident: string | false }): number | false =>
  incident === false ? false : seconds(incident);
