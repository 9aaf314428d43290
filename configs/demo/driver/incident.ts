import { Value } from './registry.ts';

export interface IncidentPhase {
  readonly name: string;
  readonly seconds: number;
  /** Share of the model's requests that its server answers with status 500. */
  readonly errorShare: number;
}

/** A scripted incident on one model that repeats. */
export interface IncidentPlan {
  /** Name of the gauge that exposes it. */
  readonly metric: string;
  readonly model: string;
  /** Time from the start of the load to the first incident. */
  readonly firstAfterSeconds: number;
  /** Time from the start of one incident to the next. */
  readonly everySeconds: number;
  readonly phases: readonly IncidentPhase[];
}

/** The phase of a plan `seconds` after the load started. */
export function phaseAt(
  { firstAfterSeconds, everySeconds, phases }: IncidentPlan,
  seconds: number,
): IncidentPhase | undefined {
  if (seconds < firstAfterSeconds) return undefined;
  const into = (seconds - firstAfterSeconds) % everySeconds;
  let end = 0;
  for (const phase of phases) {
    end += phase.seconds;
    if (into < end) return phase;
  }
  return undefined;
}

/** A running plan. Before {@link start}, or without a plan, it has no effect. */
export class Incident {
  readonly #plan: IncidentPlan | undefined;
  readonly #active: Value | undefined;
  #start = Infinity;
  #logged: IncidentPhase | undefined;

  constructor(plan: IncidentPlan | undefined) {
    this.#plan = plan;
    this.#active =
      plan && new Value('gauge', plan.metric, '1 while the demo is in this phase of its scripted incident.');
  }

  start(): void {
    this.#start = performance.now();
  }

  /** Current incident phase of a model. */
  phaseOf(model: string): IncidentPhase | undefined {
    return model === this.#plan?.model ? this.#phase() : undefined;
  }

  metrics(): readonly Value[] {
    if (!this.#plan || !this.#active) return [];
    const now = this.#phase();
    for (const phase of this.#plan.phases) {
      const labels = { model_name: this.#plan.model, phase: phase.name };
      this.#active.set(labels, phase === now ? 1 : 0);
    }
    return [this.#active];
  }

  #phase(): IncidentPhase | undefined {
    if (!this.#plan || this.#start === Infinity) return undefined;
    const phase = phaseAt(this.#plan, (performance.now() - this.#start) / 1000);
    if (phase !== this.#logged) {
      console.log(`Demo incident on ${this.#plan.model}: ${phase?.name ?? 'over'}`);
      this.#logged = phase;
    }
    return phase;
  }
}
