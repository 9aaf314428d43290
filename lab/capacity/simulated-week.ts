/** Seconds between two samples. */
export const SAMPLE = 60;
const DAY = 86_400;
export const WEEK = 7 * DAY;

/** A model of the simulated fleet. */
export interface SimulatedModel {
  readonly name: string;
  /** GPUs of one engine, and their kind. */
  readonly gpus: number;
  readonly gpu: string;
  /** Engines at a second of the week. */
  readonly engines: (second: number) => number;
  /** Output tokens per second of each engine. */
  readonly tokens: (second: number) => number;
}

/** Prices per GPU hour. */
export const PRICES = { h100: 2.5, l40s: 0.9 } as const;

/** Between 0 at night and 1 in the afternoon. */
const daylight = (second: number) => (1 - Math.cos((2 * Math.PI * (second % DAY)) / DAY)) / 2;

/** One model with a daily curve, one that is scaled out on the fourth day, and one that nobody uses. */
export const FLEET: readonly SimulatedModel[] = [
  { name: 'chat', gpus: 4, gpu: 'h100', engines: () => 2, tokens: (second) => 200 + 800 * daylight(second) },
  {
    name: 'coder',
    gpus: 1,
    gpu: 'l40s',
    engines: (second) => (second < 3.5 * DAY ? 2 : 5),
    tokens: (second) => 500 * daylight(second),
  },
  { name: 'spare', gpus: 2, gpu: 'h100', engines: () => 1, tokens: () => 0 },
];

/** Settings of a stack that watches the fleet. */
export const SETTINGS = {
  targets: [{ name: 'vllm', endpoints: ['a:8000'] }],
  cost: { gpuHour: PRICES },
  models: FLEET.map(({ name, gpus, gpu }) => ({ name, engine: { gpus, gpu } })),
};

/** Totals of a model over the week. */
export interface Bill {
  readonly gpuHours: number;
  readonly cost: number;
  /** Cost of the engines without requests. */
  readonly idleCost: number;
  readonly tokens: number;
}

/** The totals, added up second by second without any series or rule. */
export function billOf({ gpus, gpu, engines, tokens }: SimulatedModel): Bill {
  const sum = { gpuSeconds: 0, idle: 0, tokens: 0 };
  for (let second = 0; second < WEEK; second += 1) {
    const held = engines(second) * gpus;
    sum.gpuSeconds += held;
    if (tokens(second) === 0) sum.idle += held;
    sum.tokens += engines(second) * tokens(second);
  }
  const price = PRICES[gpu as keyof typeof PRICES] / 3600;
  return {
    gpuHours: sum.gpuSeconds / 3600,
    cost: sum.gpuSeconds * price,
    idleCost: sum.idle * price,
    tokens: sum.tokens,
  };
}

/**
 * Series that the engines export during the week, in the OpenMetrics format of `promtool tsdb create-blocks-from openmetrics`.
 *
 * @param start Unix time of the first second.
 */
export function samplesOfWeek(start: number): string {
  const gauges = { 'vllm:num_requests_running': [] as string[], 'vllm:num_requests_waiting': [] as string[] };
  const counters: string[] = [];
  for (const model of FLEET) {
    const most = Math.max(...Array.from({ length: 168 }, (_, hour) => model.engines(hour * 3600)));
    for (let engine = 0; engine < most; engine += 1) {
      const labels = `{job="vllm",instance="${model.name}-${engine}:8000",model_name="${model.name}",engine="0"}`;
      let generated = 0;
      for (let second = 0; second <= WEEK; second += SAMPLE) {
        if (engine >= model.engines(second)) continue;
        const rate = model.tokens(second);
        generated += rate * SAMPLE;
        const at = ` ${start + second}`;
        gauges['vllm:num_requests_running'].push(
          `vllm:num_requests_running${labels} ${rate > 0 ? 8 : 0}${at}`,
        );
        gauges['vllm:num_requests_waiting'].push(`vllm:num_requests_waiting${labels} 0${at}`);
        counters.push(`vllm:generation_tokens_total${labels} ${generated}${at}`);
      }
    }
  }
  const families = Object.entries(gauges).flatMap(([name, lines]) => [`# TYPE ${name} gauge`, ...lines]);
  return [...families, '# TYPE vllm:generation_tokens counter', ...counters, '# EOF', ''].join('\n');
}
