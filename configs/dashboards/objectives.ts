import type { LatencyObjective } from '../objectives/index.ts';
import { sloOf, type Settings } from '../settings/index.ts';

/** Latency threshold of an objective in seconds: the shared one, and those of models with their own. */
export interface Limit {
  readonly shared: number;
  /** A sentence for the description of a panel. */
  readonly text: string;
}

/** The threshold of a latency objective, for the threshold line and the description of a panel. */
export function limitOf({ slo, models }: Settings, name: LatencyObjective): Limit {
  const shared = slo[name].threshold;
  const own = models
    .map((model) => ({ model: model.name, threshold: sloOf(model, slo)[name].threshold }))
    .filter(({ threshold }) => threshold !== shared)
    .map(({ model, threshold }) => `${threshold} s for ${model}`);
  const share = slo[name].objective * 100;
  const exceptions = own.length === 0 ? '' : `; ${own.join(', ')}`;
  return { shared, text: `Objective: ${Number(share.toFixed(4))}% within ${shared} s${exceptions}.` };
}
