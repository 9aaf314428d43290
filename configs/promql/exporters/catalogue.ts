import { targets } from './targets.ts';

const metrics = [...targets] as const;

export type ExporterEntry = (typeof metrics)[number];

/** Metrics of everything around vLLM that a query may name. */
export const exporters = Object.fromEntries(metrics.map((entry) => [entry.name, entry])) as {
  readonly [N in ExporterEntry['name']]: Extract<ExporterEntry, { name: N }>;
};
