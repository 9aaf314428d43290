import type { Settings } from './schema.ts';

/** True if all servers are external. */
export const allExisting = ({ prometheus, loki, grafana, traces }: Settings): boolean =>
  [prometheus, loki, grafana].every(({ existing }) => existing !== undefined) && !traces.enabled;
