import { LATENCIES } from '../rules/fleet.ts';

/** Samples of a quarter of a minute: four are a minute. */
const PER_MINUTE = 4;
export const constant = (value: number, minutes: number) => `${value}x${minutes * PER_MINUTE}`;
export const growing = (perSecond: number, minutes: number, from = 0) =>
  `${from}+${perSecond * 15}x${minutes * PER_MINUTE}`;

export interface Engine {
  readonly model: string;
  readonly instance: string;
  readonly engine?: number;
  readonly more?: string;
}
export const of = (metric: string, { model, instance, engine = 0, more = '' }: Engine) =>
  `${metric}{job="vllm",instance="${instance}",model_name="${model}",engine="${engine}"${more}}`;

/** An engine that serves for so long and then is gone, its target too. */
export function serving(engine: Engine, minutes: number, running: number, prompt = 0, generated = 0) {
  return [
    { series: of('vllm:num_requests_running', engine), values: `${constant(running, minutes)} stale` },
    { series: of('vllm:num_requests_waiting', engine), values: `${constant(0, minutes)} stale` },
    { series: of('vllm:prompt_tokens_total', engine), values: `${growing(prompt, minutes)} stale` },
    { series: of('vllm:generation_tokens_total', engine), values: `${growing(generated, minutes)} stale` },
    {
      series: `up{job="vllm",instance="${engine.instance}"}`,
      values: `${constant(1, minutes)} stale`,
    },
  ];
}

type Bad = Partial<Record<'errors' | keyof typeof LATENCIES, number>>;

/** Minutes, the share of the requests per second that there are, and which are bad if not as in general. */
type TrafficPhase = readonly [minutes: number, share: number, bad?: Bad];

interface Traffic {
  readonly instance: string;
  readonly engine?: number;
  readonly phases: readonly TrafficPhase[];
  /** Samples after the phases, which are then repeated from zero. */
  readonly then?: string;
}

/** Requests per second of each objective, and the shares of them that are bad. */
export function objectives(
  bad: Bad,
  requests: number,
  { instance, engine: number = 0, phases, then }: Traffic = { instance: 'a', phases: [[30, 1]] },
) {
  const engine = { model: 'large', instance, engine: number };
  const counter = (perSecond: (bad: Bad) => number) => {
    let from = 0;
    const parts = phases.map(([minutes, share, other = bad]) => {
      const rate = share * requests * perSecond(other);
      const part = growing(rate, minutes, from);
      from += rate * 15 * (minutes * PER_MINUTE + 1);
      return part;
    });
    return then === undefined ? parts.join(' ') : [...parts, then, ...parts].join(' ');
  };
  const latencies = Object.entries(LATENCIES).flatMap(([objective, [metric, le]]) => [
    { series: of(`${metric}_count`, engine), values: counter(() => 1) },
    {
      series: of(`${metric}_bucket`, { ...engine, more: `,le="${le}"` }),
      values: counter((of) => 1 - (of[objective as keyof typeof LATENCIES] ?? 0)),
    },
  ]);
  const finished = (reason: string, share: (bad: Bad) => number) => ({
    series: of('vllm:request_success_total', { ...engine, more: `,finished_reason="${reason}"` }),
    values: counter(share),
  });
  return [
    ...latencies,
    finished('stop', ({ errors = 0 }) => 1 - errors),
    finished('error', ({ errors = 0 }) => errors),
  ];
}
