import { everywhere, MONITORING, perSecond, replica, REPLICAS, type Shares, traffic } from './fleet.ts';
import { awake, http, MODEL, of, offloaded, rejected, running, waiting } from './series.ts';
import { down, fromZero } from './server-states.ts';
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

/** One replica at so many requests a second: busier hours have fuller caches and short queues. */
const serving = (instance: string, rate: number, shares: Shares = USUAL): Behaviours => ({
  ...replica(instance, rate),
  ...traffic(instance, rate, shares),
  [of(instance, 'vllm:kv_cache_usage_perc')]: Number(Math.min(0.93, 0.2 + 0.34 * rate).toFixed(2)),
  [running(instance)]: Math.ceil(4 * rate),
  [waiting(instance)]: rate > 1.8 ? 3 : 0,
  [of(instance, 'vllm:num_preemptions_total')]: perSecond(0.01 * rate),
});

/** A replica is replaced and loads its model for twenty minutes, while the other one takes the load. */
function rollOut(rate: number, replaced: string, usual: Behaviours): Phase[] {
  const other = REPLICAS.find((instance) => instance !== replaced)!;
  return [
    { minutes: 20, behaviours: { ...usual, ...serving(other, 1.6 * rate), ...down(replaced) } },
    { minutes: 0.5, behaviours: { ...usual, ...fromZero(serving(replaced, rate)) } },
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
const STOPPED = onDemand(down('d:8000'));
const SERVING = onDemand(serving('d:8000', 0.2));
const ASLEEP = onDemand({
  ...traffic('d:8000', 0),
  [awake('d:8000')]: 0,
  [offloaded('d:8000')]: 1,
  [running('d:8000')]: 0,
  [waiting('d:8000')]: 0,
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
          [running(first)]: 1,
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
          [awake(second)]: 0,
          [running(second)]: 0,
        }),
        during(40, { [awake(second)]: 1 }),
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
            [waiting(instance)]: 60,
            [of(instance, 'vllm:kv_cache_usage_perc')]: 0.97,
            [rejected(instance)]: perSecond(rate),
            [http('5xx', instance)]: perSecond(rate),
          })),
        }),
        during(5, {
          ...everywhere((instance) => ({
            ...traffic(instance, 1.3 * rate, { ...USUAL, ttft: 0.03, queue: 0.05 }),
            [waiting(instance)]: { from: 60, perSecond: -0.2 },
            [rejected(instance)]: perSecond(0),
            [http('5xx', instance)]: perSecond(0),
          })),
        }),
        during(32, {}),
      ];
    // A crash, with a burst of the first errors ever; twenty minutes until the model is loaded again.
    case 16:
      return [
        during(20, {}),
        during(0.5, { [http('5xx', first)]: { from: 4, perSecond: 0 } }),
        during(20, { ...serving(second, 1.6 * rate), ...down(first), [http('5xx', first)]: 'gone' }),
        during(0.5, fromZero(serving(first, rate))),
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
