import type { RuleCase } from '../case.ts';
import { everywhere, jobWith, perSecond, replica, REPLICAS, traffic } from '../fleet.ts';
import { http, of, running, waiting } from '../series.ts';
import { absent, down } from '../server-states.ts';

const cache = (instance: string) => of(instance, 'vllm:kv_cache_usage_perc');
const EVERY_MINUTE = { stack: jobWith({ interval: '60s' }), scrape: 60 } as const;

/** Samples once a minute, and samples that stop. */
export const scrapeCases: readonly RuleCase[] = [
  {
    // Requests are pending in the last sample for five minutes, and there are no rates.
    rule: 'VLLMEngineStalled',
    neighbour: [
      { minutes: 10, behaviours: absent(...REPLICAS) },
      { minutes: 20, behaviours: everywhere((instance) => replica(instance)) },
    ],
  },
  {
    // Scraped once a minute.
    rule: 'VLLMEngineStalled',
    ...EVERY_MINUTE,
    fault: { ...traffic('a:8000', 0), [running('a:8000')]: 6 },
    neighbour: {},
  },
  {
    rule: 'VLLMKVCachePressure',
    ...EVERY_MINUTE,
    minutes: 30,
    fault: { [cache('a:8000')]: 0.99, [waiting('a:8000')]: 3 },
    neighbour: { [cache('a:8000')]: 0.9, [waiting('a:8000')]: 3 },
  },
  {
    rule: 'VLLMQueueGrowing',
    ...EVERY_MINUTE,
    minutes: 60,
    recovery: 30,
    fault: everywhere((instance) => ({ [waiting(instance)]: 250, [running(instance)]: 25 })),
    neighbour: everywhere((instance) => ({ [waiting(instance)]: 40, [running(instance)]: 25 })),
  },
  {
    rule: 'VLLMErrorFinishes',
    ...EVERY_MINUTE,
    fault: traffic('a:8000', 2, { errors: 0.1 }),
    neighbour: traffic('a:8000', 2, { errors: 0.02 }),
  },
  {
    rule: 'HTTPServerErrors',
    ...EVERY_MINUTE,
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(0.4) },
    neighbour: { [http('5xx')]: perSecond(0.1) },
  },
  {
    rule: 'VLLMTargetsMissing',
    fault: down(...REPLICAS),
    // No samples for a while.
    neighbour: [
      { minutes: 1, behaviours: absent(...REPLICAS) },
      { minutes: 20, behaviours: everywhere((instance) => replica(instance)) },
    ],
  },
];
