/**
 * What a series does: a gauge has a value, a counter grows per second from where it was, or from a value that it is born or
 * restarts with; a series that is gone has no samples, and of one that is removed Prometheus knows that it ended.
 */
export type Behaviour =
  number | { readonly perSecond: number; readonly from?: number } | 'gone' | 'removed' | 'restarts';

/** Behaviour by series, as PromQL spells them. */
export type Behaviours = Readonly<Record<string, Behaviour>>;

export interface Phase {
  readonly minutes: number;
  readonly behaviours: Behaviours;
}

/** Seconds between two samples. */
export const STEP = 30;

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Samples of all series over the phases, one per interval (seconds), in the notation of `promtool test rules`. A counter that a phase does not name
 * goes on as in the one before.
 */
export function inputSeries(phases: readonly Phase[], interval = STEP): InputSeries[] {
  const names = [...new Set(phases.flatMap(({ behaviours }) => Object.keys(behaviours)))];
  return names.map((series) => ({ series, values: valuesOf(series, phases, interval) }));
}

function valuesOf(series: string, phases: readonly Phase[], interval: number): string {
  const parts: string[] = [];
  let value = 0;
  let behaviour: Behaviour = 'gone';
  for (const { minutes, behaviours } of phases) {
    const samples = (minutes * 60) / interval;
    behaviour = behaviours[series] ?? behaviour;
    if (behaviour === 'gone') parts.push(`_x${samples}`);
    else if (behaviour === 'removed') parts.push(`stale _x${samples - 1}`);
    else if (behaviour === 'restarts') {
      // Counts for ten samples and begins again.
      parts.push(...Array.from({ length: Math.ceil(samples / 10) }, () => '1+1x9'));
      value = 0;
    } else if (typeof behaviour === 'number') parts.push(`${behaviour}x${samples - 1}`);
    else {
      const step = round(behaviour.perSecond * interval);
      // A value to begin with holds for the first phase that names it; a repeated phase goes on.
      const first = behaviour.from ?? round(value + step);
      parts.push(step < 0 ? `${first}-${-step}x${samples - 1}` : `${first}+${step}x${samples - 1}`);
      value = round(first + step * (samples - 1));
      // promtool adds the steps up; a sum a hair above the next value would count as a restart.
      if (!Number.isInteger(step)) value = round(value + HAIR);
    }
  }
  return parts.join(' ');
}

const HAIR = 1e-4;
const round = (value: number) => Number(value.toFixed(6));
