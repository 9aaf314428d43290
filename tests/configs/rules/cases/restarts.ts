import type { RuleCase } from '../case.ts';
import { discovered, everywhere, perSecond, replica, REPLICAS } from '../fleet.ts';
import { http, of, started, up } from '../series.ts';
import { absent, down, removed } from '../server-states.ts';

/** A server that is killed as soon as it has loaded its model. */
const CRASH_LOOP = Array.from({ length: 5 }, (_, start) => [
  { minutes: 3, behaviours: down('a:8000') },
  { minutes: 3, behaviours: { ...replica('a:8000'), [started('a:8000')]: 1_000_000 + 360 * start } },
]).flat();

/** Pods that replace those before them, each under a name of its own. */
const ROLLING_UPDATE = [
  { minutes: 10, behaviours: { [up('c:8000')]: 0 } },
  { minutes: 2, behaviours: replica('c:8000') },
  { minutes: 10, behaviours: { ...removed('a:8000'), [up('d:8000')]: 0 } },
  { minutes: 2, behaviours: replica('d:8000') },
  { minutes: 60, behaviours: removed('b:8000') },
];

/** Servers that are restarted, replaced, evicted or shut down. */
export const restartCases: readonly RuleCase[] = [
  {
    // Killed again and again; pods of a rolling update have new names.
    rule: 'VLLMRestarting',
    recovery: 90,
    fault: CRASH_LOOP,
    neighbour: ROLLING_UPDATE,
  },
  { rule: 'VLLMTargetDown', neighbour: ROLLING_UPDATE },
  {
    rule: 'VLLMTargetsMissing',
    always: absent('b:8000'),
    neighbour: ROLLING_UPDATE,
  },
  { rule: 'VLLMRequestsCutOff', neighbour: ROLLING_UPDATE },
  { rule: 'VLLMMetricsMissing', neighbour: ROLLING_UPDATE },
  {
    // Evicted: its pod fails scrapes until it is deleted.
    rule: 'VLLMTargetDown',
    neighbour: [
      { minutes: 12, behaviours: down('b:8000') },
      { minutes: 60, behaviours: removed('b:8000') },
    ],
  },
  {
    // Scrapes of a server that shuts down fail for some minutes; then it is gone on purpose.
    rule: 'VLLMTargetsMissing',
    stack: discovered({ mayBeAbsent: true }),
    minutes: 45,
    fault: down(...REPLICAS),
    neighbour: [
      { minutes: 4, behaviours: down(...REPLICAS) },
      { minutes: 60, behaviours: everywhere((instance) => removed(instance)) },
    ],
  },
  {
    // Counters that begin again after many failures of the day before.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: { from: 50_000, perSecond: 0 } },
    neighbour: [
      { minutes: 3, behaviours: { ...down('a:8000'), [http('5xx')]: 'removed' } },
      {
        minutes: 40,
        behaviours: { ...replica('a:8000'), [http('5xx')]: { from: 1, perSecond: 0 } },
      },
    ],
  },
  {
    rule: 'VLLMPreemptionsHigh',
    always: { [of('a:8000', 'vllm:num_preemptions_total')]: { from: 9000, perSecond: 0 } },
    minutes: 30,
    fault: { [of('a:8000', 'vllm:num_preemptions_total')]: perSecond(0.4) },
    // The counter begins again.
    neighbour: { [of('a:8000', 'vllm:num_preemptions_total')]: { from: 2, perSecond: 0 } },
  },
];
