import {
  everywhere,
  MODEL,
  MONITORING,
  of,
  perSecond,
  REPLICAS,
  replica,
  silent,
  traffic,
  type Shares,
} from './fleet.ts';
import { test, type PromtoolTest } from './promtool.ts';
import type { Behaviours, Phase } from './timeline.ts';

/** The stack of the day: a second job whose server is scaled to zero and sleeps by design. */
export const DAY_STACK = {
  targets: [
    { name: 'vllm-api', endpoints: [...REPLICAS] },
    { name: 'on-demand', endpoints: ['d:8000'], mayBeAbsent: true },
    { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
  ],
};

/** Requests per second of one replica in each hour of a day: hardly any at night, most after lunch. */
const DIURNAL = Array.from({ length: 24 }, (_, hour) => 1.2 - Math.cos(((hour - 2) / 24) * 2 * Math.PI));

/** The usual share of slow and failed requests, half of what the objectives allow, and of users who stop reading. */
const USUAL = { ttft: 0.005, tpot: 0.004, e2e: 0.003, queue: 0.005, errors: 0.0003, cutOff: 0.03 };

const AWAKE = 'sleep_state="awake"';
const rejected = (instance: string) =>
  `vllm:admission_rejections_total{job="vllm-api",instance="${instance}",model_name="${MODEL}",reason="max_num_queued_reqs"}`;
const http = (instance: string, status: string) =>
  `http_requests_total{job="vllm-api",instance="${instance}",method="POST",handler="/v1/chat/completions",status="${status}"}`;

/** A replica while it loads its model: it does not answer. */
const loading = (instance: string): Behaviours => ({
  ...silent(instance),
  [`up{job="vllm-api",instance="${instance}"}`]: 0,
});

/** Its counters begin at 0. */
const fresh = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series,
      typeof behaviour === 'object' ? { ...behaviour, from: 0 } : behaviour,
    ]),
  );

/** One replica at so many requests a second: busier hours have fuller caches and short queues. */
const serving = (instance: string, rate: number, shares: Shares = USUAL): Behaviours => ({
  ...replica(instance, rate),
  ...traffic(instance, rate, shares),
  [of(instance, 'vllm:kv_cache_usage_perc')]: Number(Math.min(0.93, 0.2 + 0.34 * rate).toFixed(2)),
  [of(instance, 'vllm:num_requests_running')]: Math.ceil(4 * rate),
  [of(instance, 'vllm:num_requests_waiting')]: rate > 1.8 ? 3 : 0,
  [of(instance, 'vllm:num_preemptions_total')]: perSecond(0.01 * rate),
});

/** A replica is replaced and loads its model for twenty minutes, while the other one takes the load. */
function rollOut(rate: number, replaced: string, usual: Behaviours): Phase[] {
  const other = REPLICAS.find((instance) => instance !== replaced)!;
  return [
    { minutes: 20, behaviours: { ...usual, ...serving(other, 1.6 * rate), ...loading(replaced) } },
    { minutes: 0.5, behaviours: { ...usual, ...fresh(serving(replaced, rate)) } },
    { minutes: 9.5, behaviours: usual },
  ];
}

/** The server of the second job, under names of its own. */
const onDemand = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(
    Object.entries(behaviours).map(([series, behaviour]) => [
      series.replace('job="vllm-api"', 'job="on-demand"').replace(`"${MODEL}"`, '"rare"'),
      behaviour,
    ]),
  );
const STOPPED = onDemand({ ...silent('d:8000'), 'up{job="vllm-api",instance="d:8000"}': 0 });
const SERVING = onDemand(serving('d:8000', 0.2));
const ASLEEP = onDemand({
  ...traffic('d:8000', 0),
  [of('d:8000', 'vllm:engine_sleep_state', AWAKE)]: 0,
  [of('d:8000', 'vllm:engine_sleep_state', 'sleep_state="weights_offloaded"')]: 1,
  [of('d:8000', 'vllm:num_requests_running')]: 0,
  [of('d:8000', 'vllm:num_requests_waiting')]: 0,
});
/** Stopped at night, at work in the morning, asleep from noon to four, at work, and stopped again. */
const onDemandAt = (hour: number) =>
  hour < 7 || hour >= 20 ? STOPPED : hour >= 12 && hour < 16 ? ASLEEP : SERVING;

/** What happens in an hour, in phases of sixty minutes together. */
function happens(hour: number, rate: number, usual: Behaviours): Phase[] {
  const [first, second] = REPLICAS;
  const during = (minutes: number, behaviours: Behaviours): Phase => ({
    minutes,
    behaviours: { ...usual, ...behaviours },
  });
  switch (hour) {
    // One request that takes hundreds of thousands of tokens, when nothing else runs on its replica.
    case 3:
      return [
        during(20, {}),
        during(9, {
          ...traffic(first, 0),
          [of(first, 'vllm:num_requests_running')]: 1,
          [of(first, 'vllm:kv_cache_usage_perc')]: { from: 0.01, perSecond: 0.0015 },
        }),
        during(31, {}),
      ];
    // A nap of ten minutes for an update of the weights.
    case 5:
      return [
        during(10, {}),
        during(10, {
          ...traffic(second, 0),
          [of(second, 'vllm:engine_sleep_state', AWAKE)]: 0,
          [of(second, 'vllm:num_requests_running')]: 0,
        }),
        during(40, { [of(second, 'vllm:engine_sleep_state', AWAKE)]: 1 }),
      ];
    case 10:
      return [...rollOut(rate, first, usual), ...rollOut(rate, second, usual)];
    // A burst: three minutes of load shedding, a queue that drains, and clients that give up.
    case 12:
      return [
        during(20, {}),
        during(3, {
          ...everywhere((instance) => ({
            ...traffic(instance, 2 * rate, { ...USUAL, ttft: 0.05, queue: 0.08, cutOff: 0.15 }),
            [of(instance, 'vllm:num_requests_waiting')]: 60,
            [of(instance, 'vllm:kv_cache_usage_perc')]: 0.97,
            [rejected(instance)]: perSecond(rate),
            [http(instance, '5xx')]: perSecond(rate),
          })),
        }),
        during(5, {
          ...everywhere((instance) => ({
            ...traffic(instance, 1.3 * rate, { ...USUAL, ttft: 0.03, queue: 0.05 }),
            [of(instance, 'vllm:num_requests_waiting')]: { from: 60, perSecond: -0.2 },
            [rejected(instance)]: perSecond(0),
            [http(instance, '5xx')]: perSecond(0),
          })),
        }),
        during(32, {}),
      ];
    // A crash, with a burst of the first errors ever; twenty minutes until the model is loaded again.
    case 16:
      return [
        during(20, {}),
        during(0.5, { [http(first, '5xx')]: { from: 4, perSecond: 0 } }),
        during(20, { ...serving(second, 1.6 * rate), ...loading(first), [http(first, '5xx')]: 'gone' }),
        during(0.5, fresh(serving(first, rate))),
        during(19, {}),
      ];
    default:
      return [during(60, {})];
  }
}

/** Roll-outs, load shedding, a crash, sleep, scale to zero and clients that give up. */
export function day(): Phase[] {
  return DIURNAL.flatMap((rate, hour) =>
    happens(hour, rate, {
      ...everywhere((instance) => serving(instance, rate)),
      ...MONITORING,
      ...onDemandAt(hour),
    }),
  );
}

/** No page in 24 hours, and no ticket either. */
export function dayTest(): PromtoolTest {
  const fired = (matchers: string) =>
    `sum(count_over_time(ALERTS{alertstate="firing",${matchers}}[1d])) or vector(0)`;
  return test('a healthy day', day(), [
    [fired('severity="critical"'), 24 * 60 - 1, 0],
    [fired('severity=~"warning|info"'), 24 * 60 - 1, 0],
    // The day is not silent because nothing was evaluated.
    [`clamp_max(${fired('severity="none"')}, 1)`, 24 * 60 - 1, 1],
  ]);
}
