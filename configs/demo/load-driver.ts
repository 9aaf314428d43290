import { readdirSync, readFileSync } from 'node:fs';
import type { ConfigFile } from '../text/config-file.ts';
import { incidentPlan } from './incident.ts';
import {
  DEMO_BACKEND_JOB,
  DEMO_JOB,
  DEMO_MAX_NUM_SEQS,
  DEMO_MODELS,
  DRIVER_ENDPOINT,
  endpointOf,
} from './models.ts';

const DRIVER_FILES = new URL('./driver/', import.meta.url);
const CALLS_PER_SECOND = 3;

/** Folder of the sources in the container. */
export const DRIVER_PATH = '/opt/demo';

export const DRIVER_COMMAND = ['node', `${DRIVER_PATH}/main.ts`];

/** User `node` of the image. */
export const DRIVER_USER = 1000;

/** MiB for the load driver. */
export const DRIVER_MEMORY = 256;

export interface DriverSettings {
  /** Seconds between two incidents; false disables them. */
  readonly incidentSeconds: number | false;
  /** Label `instance` that the scrape of a simulated server sets. */
  readonly instanceOf: (model: (typeof DEMO_MODELS)[number]) => string;
  /** URL of OTLP over HTTP for traces; no spans without it. */
  readonly tracesUrl: string | undefined;
}

/** Environment of the load driver. */
export function driverEnvironment({
  incidentSeconds,
  instanceOf,
  tracesUrl,
}: DriverSettings): Record<string, string> {
  const options = {
    port: DRIVER_ENDPOINT.port,
    job: DEMO_JOB,
    rate: CALLS_PER_SECOND,
    engines: DEMO_MODELS.map((model) => ({
      model: model.name,
      endpoint: endpointOf(model),
      instance: instanceOf(model),
    })),
    ...(tracesUrl === undefined
      ? {}
      : { tracing: { url: tracesUrl, service: DEMO_BACKEND_JOB, slots: DEMO_MAX_NUM_SEQS } }),
    ...(incidentSeconds === false ? {} : { incident: incidentPlan(incidentSeconds) }),
  };
  return { DEMO_OPTIONS: JSON.stringify(options) };
}

/** The sources, without build output in the same folder. */
export function driverFiles(): ConfigFile[] {
  return readdirSync(DRIVER_FILES)
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .sort()
    .map((name) => ({ path: name, content: readFileSync(new URL(name, DRIVER_FILES), 'utf8') }));
}
