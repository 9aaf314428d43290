import type { RuleCase } from '../case.ts';
import { everywhere, perSecond, replica, traffic, TRICKLE } from '../fleet.ts';
import { finished, of, running } from '../series.ts';
import { fromZero } from '../server-states.ts';
import type { Behaviours } from '../timeline.ts';

/** Requests per second with a prefill time, and with an end-to-end latency, above four minutes. */
const phases = (prefill: number, endToEnd: number): Behaviours =>
  everywhere((instance) => ({
    [of(instance, 'vllm:request_prefill_time_seconds_count')]: perSecond(2),
    [of(instance, 'vllm:request_prefill_time_seconds_bucket', 'le="240.0"')]: perSecond(2 - prefill),
    [of(instance, 'vllm:e2e_request_latency_seconds_count')]: perSecond(2),
    [of(instance, 'vllm:e2e_request_latency_seconds_bucket', 'le="240.0"')]: perSecond(2 - endToEnd),
  }));

/** Requests that fail in the engine, are cut off or are never scheduled. */
export const requestCases: readonly RuleCase[] = [
  {
    rule: 'VLLMErrorFinishes',
    fault: traffic('a:8000', 2, { errors: 0.1 }),
    neighbour: traffic('a:8000', 2, { errors: 0.02 }),
  },
  {
    // A reason whose series exists from its first request on.
    rule: 'VLLMErrorFinishes',
    always: { [finished('a:8000', 'error')]: 'gone' },
    minutes: 8,
    fault: { [finished('a:8000', 'error')]: { from: 300, perSecond: 0 } },
    // One error at a request a minute.
    neighbour: { ...TRICKLE, [finished('a:8000', 'error')]: { from: 1, perSecond: 0 } },
  },
  {
    rule: 'VLLMCorruptedOutput',
    always: { [of('a:8000', 'vllm:corrupted_requests_total')]: perSecond(0) },
    fault: { [of('a:8000', 'vllm:corrupted_requests_total')]: perSecond(0.01) },
    neighbour: {},
  },
  {
    // The series is born with its first three requests.
    rule: 'VLLMCorruptedOutput',
    minutes: 5,
    recovery: 30,
    fault: { [of('a:8000', 'vllm:corrupted_requests_total')]: { from: 3, perSecond: 0 } },
    // A new server, of which the first scrape finds nothing wrong.
    neighbour: { ...replica('c:8000'), [of('c:8000', 'vllm:corrupted_requests_total')]: perSecond(0) },
    always: { [of('a:8000', 'vllm:corrupted_requests_total')]: 'gone' },
  },
  {
    // Clients of the Rust front end stop half of the requests; the engine fails none.
    rule: 'VLLMErrorFinishes',
    fault: { [finished('a:8000', 'error')]: perSecond(0.3) },
    neighbour: { [finished('a:8000', 'stop')]: perSecond(1), [finished('a:8000', 'abort')]: perSecond(1) },
  },
  {
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    fault: everywhere((instance) => traffic(instance, 2, { cutOff: 0.3 })),
    // A few users stop reading.
    neighbour: everywhere((instance) => traffic(instance, 2, { cutOff: 0.05 })),
  },
  {
    // Of one replica, beside a restart that sets its counters to 0.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    fault: traffic('a:8000', 2, { cutOff: 0.5 }),
    neighbour: fromZero(traffic('a:8000', 2)),
  },
  {
    // At night all of ten requests an hour are cut off.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    always: everywhere((instance) => traffic(instance, 0.05)),
    fault: everywhere((instance) => traffic(instance, 0.05, { cutOff: 0.5 })),
    neighbour: everywhere((instance) => traffic(instance, 5 / 3600, { cutOff: 1 })),
  },
  {
    // Requests that run for longer than the window: their number in the batch grows instead.
    rule: 'VLLMRequestsCutOff',
    minutes: 29,
    recovery: 60,
    always: everywhere((instance) => traffic(instance, 0.2)),
    neighbour: everywhere((instance) => ({
      ...traffic(instance, 0.2, { cutOff: 0.5 }),
      [running(instance)]: { from: 4, perSecond: 0.1 },
    })),
  },
  {
    // The Rust front end counts what clients cut off, and its series are born with the first request.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    fault: everywhere((instance) => ({
      ...traffic(instance, 2, { cutOff: 0.3 }),
      [finished(instance, 'abort')]: perSecond(0.6),
    })),
    neighbour: {
      [finished('a:8000', 'length')]: { from: 60, perSecond: 0.5 },
      [of('a:8000', 'vllm:time_to_first_token_seconds_count')]: perSecond(2.5),
    },
  },
  {
    // Every request of several sequences: four are counted for each.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    always: everywhere((instance) => ({
      ...traffic(instance, 8),
      [of(instance, 'vllm:request_params_n_count')]: perSecond(2),
      [of(instance, 'vllm:request_params_n_sum')]: perSecond(8),
    })),
    fault: everywhere((instance) => traffic(instance, 8, { cutOff: 0.3 })),
    neighbour: everywhere((instance) => traffic(instance, 8, { cutOff: 0.05 })),
  },
  {
    rule: 'VLLMRequestsNeverScheduled',
    minutes: 30,
    recovery: 30,
    always: phases(0, 0),
    fault: phases(0.2, 0),
    // Prompts that take minutes to process: their requests take as long end to end.
    neighbour: phases(0.2, 0.2),
  },
  {
    rule: 'VLLMRequestsNeverScheduled',
    minutes: 60,
    always: phases(0, 0),
    // One in half an hour.
    neighbour: phases(1 / 1800, 0),
  },
];
