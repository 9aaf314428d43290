import type { RuleCase } from '../case.ts';
import { everywhere, of, traffic } from '../fleet.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Eight GPUs at 2.50 are 20 an hour, and the healthy fleet makes 5.76 million tokens of it: 3.47 a million. */
export const costCases: readonly RuleCase[] = [
  {
    rule: 'VLLMCostPerTokenHigh',
    minutes: DAY,
    recovery: 14 * HOUR,
    step: 300,
    // A tenth of the traffic: 34.70 a million, against a limit of 10.
    fault: everywhere((instance) => traffic(instance, 0.2)),
    // Half of it: 6.94.
    neighbour: everywhere((instance) => traffic(instance, 1)),
  },
  {
    rule: 'VLLMReplicaIdle',
    minutes: 5 * HOUR,
    fault: { ...traffic('b:8000', 0), [of('b:8000', 'vllm:num_requests_running')]: 0 },
    // Requests that are over before the next scrape.
    neighbour: { ...traffic('b:8000', 0.05), [of('b:8000', 'vllm:num_requests_running')]: 0 },
  },
  {
    rule: 'VLLMDemandAboveCapacity',
    minutes: HOUR,
    // 8 running and 2 waiting requests on 8 slots.
    fault: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: 1 })),
    // A full batch without a queue.
    neighbour: everywhere((instance) => ({ [of(instance, 'vllm:num_requests_waiting')]: 0 })),
  },
];
