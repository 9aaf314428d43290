import { MONITORING, perSecond, REPLICAS, replica, traffic, of, everywhere } from './fleet.ts';
import { test, type PromtoolTest } from './promtool.ts';
import type { Behaviours, Phase } from './timeline.ts';

/** Requests per second of one replica in each hour of a day: hardly any at night, most after lunch. */
const DIURNAL = Array.from({ length: 24 }, (_, hour) => 1.2 - Math.cos(((hour - 2) / 24) * 2 * Math.PI));

/** The usual share of slow and failed requests, half of what the objectives allow. */
const USUAL = { ttft: 0.005, tpot: 0.004, e2e: 0.003, queue: 0.005, errors: 0.0003 };

/** A replica while it is restarted: it does not answer for three minutes, and its counters begin at 0. */
function down(instance: string): Behaviours {
  const series = Object.keys(replica(instance)).filter((name) => !name.startsWith('up{'));
  return {
    ...(Object.fromEntries(series.map((name) => [name, 'gone'])) as Behaviours),
    [`up{job="vllm-api",instance="${instance}"}`]: 0,
  };
}

/** One hour of the day: busier hours have fuller caches and short queues. */
function hour(index: number): Behaviours {
  const rate = DIURNAL[index]!;
  return everywhere((instance) => ({
    ...replica(instance, rate),
    ...traffic(instance, rate, USUAL),
    [of(instance, 'vllm:kv_cache_usage_perc')]: Number((0.2 + 0.34 * rate).toFixed(2)),
    [of(instance, 'vllm:num_requests_running')]: Math.ceil(4 * rate),
    [of(instance, 'vllm:num_requests_waiting')]: rate > 1.8 ? 3 : 0,
    [of(instance, 'vllm:num_preemptions_total')]: perSecond(0.01 * rate),
  }));
}

/** A deploy at ten, one replica after the other; at sixteen a crash, and minutes of a burst at noon. */
export function day(): Phase[] {
  return DIURNAL.flatMap((_, index): Phase[] => {
    const usual: Behaviours = { ...hour(index), ...MONITORING };
    const [first, second] = REPLICAS;
    if (index === 10) {
      return [
        { minutes: 10, behaviours: usual },
        { minutes: 3, behaviours: { ...usual, ...down(first) } },
        { minutes: 10, behaviours: usual },
        { minutes: 3, behaviours: { ...usual, ...down(second) } },
        { minutes: 34, behaviours: usual },
      ];
    }
    if (index === 12) {
      const burst = everywhere((instance) => ({
        ...traffic(instance, 2 * DIURNAL[index]!, { ...USUAL, ttft: 0.05, queue: 0.08 }),
        [of(instance, 'vllm:num_requests_waiting')]: perSecond(0.1),
        [of(instance, 'vllm:kv_cache_usage_perc')]: 0.97,
      }));
      return [
        { minutes: 30, behaviours: usual },
        { minutes: 5, behaviours: { ...usual, ...burst } },
        { minutes: 25, behaviours: usual },
      ];
    }
    if (index === 16) {
      return [
        { minutes: 20, behaviours: usual },
        { minutes: 3, behaviours: { ...usual, ...down(first) } },
        { minutes: 37, behaviours: usual },
      ];
    }
    return [{ minutes: 60, behaviours: usual }];
  });
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
