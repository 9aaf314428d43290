import { DEMO_GPU, DEMO_MAX_NUM_SEQS, DEMO_MODELS } from '../demo/models.ts';
import type { Settings } from '../settings/index.ts';

/** Hardware, price and limits of one model, as far as they are configured. */
export interface ModelFacts {
  readonly name: string;
  /** GPUs of one engine. */
  readonly gpus?: number | undefined;
  /** Price of one GPU for an hour, in `cost.currency`. */
  readonly gpuHour?: number | undefined;
  /** Peak of one GPU in TFLOP/s. */
  readonly peakTflops?: number | undefined;
  /** Most requests that one engine runs at once. */
  readonly maxNumSeqs?: number | undefined;
  /** Highest acceptable cost of a million tokens, in `cost.currency`. */
  readonly perMillionTokens?: number | undefined;
}

/** Settings without which a figure of a model cannot be computed, by what they give. */
export const MISSING_KEYS = {
  gpus: 'models[].engine.gpus',
  gpuHour: 'models[].engine.gpu and cost.gpuHour',
  peakTflops: 'models[].engine.gpu and gpus.<kind>.peakTflops',
  maxNumSeqs: 'models[].engine.maxNumSeqs',
} as const satisfies Partial<Record<keyof ModelFacts, string>>;

/** All models of which anything is known: those of the settings, and those of the demo with prices that are examples. */
export function modelFacts({ models, cost, gpus, demo }: Settings): readonly ModelFacts[] {
  const configured = models.map((model): ModelFacts => {
    const kind = model.engine.gpu;
    return {
      name: model.name,
      gpus: model.engine.gpus,
      maxNumSeqs: model.engine.maxNumSeqs,
      gpuHour: model.cost.gpuHour ?? (kind === undefined ? undefined : cost.gpuHour[kind]),
      peakTflops: kind === undefined ? undefined : gpus[kind]?.peakTflops,
      perMillionTokens: model.cost.perMillionTokens ?? cost.perMillionTokens,
    };
  });
  const named = new Set(configured.map(({ name }) => name));
  const simulated = DEMO_MODELS.filter(({ name }) => demo && !named.has(name)).map((model) => ({
    name: model.name,
    gpus: model.gpus,
    maxNumSeqs: DEMO_MAX_NUM_SEQS,
    gpuHour: DEMO_GPU.gpuHour,
    peakTflops: DEMO_GPU.peakTflops,
    perMillionTokens: cost.perMillionTokens,
  }));
  return [...configured, ...simulated];
}

/** Models by the value that they share; those without one are left out. */
export function modelsByValue(
  settings: Settings,
  valueOf: (facts: ModelFacts) => number | undefined,
): readonly (readonly [value: number, models: readonly string[]])[] {
  const groups = new Map<number, string[]>();
  for (const facts of modelFacts(settings)) {
    const value = valueOf(facts);
    if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), facts.name]);
  }
  return [...groups];
}
