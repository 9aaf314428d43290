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

/** Requests per second of each objective, and the shares of them that are bad. */
export function objectives(
  bad: Partial<Record<'errors' | keyof typeof LATENCIES, number>>,
  requests: number,
) {
  const engine = { model: 'large', instance: 'a' };
  const { errors = 0 } = bad;
  const latencies = Object.entries(LATENCIES).flatMap(([objective, [metric, le]]) => {
    const good = requests * (1 - (bad[objective as keyof typeof LATENCIES] ?? 0));
    return [
      { series: of(`${metric}_count`, engine), values: growing(requests, 30) },
      { series: of(`${metric}_bucket`, { ...engine, more: `,le="${le}"` }), values: growing(good, 30) },
    ];
  });
  const finished = (reason: string, perSecond: number) => ({
    series: of('vllm:request_success_total', { ...engine, more: `,finished_reason="${reason}"` }),
    values: growing(perSecond, 30),
  });
  return [...latencies, finished('stop', requests * (1 - errors)), finished('error', requests * errors)];
}
