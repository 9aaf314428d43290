import type { RuleCase } from '../case.ts';
import { everywhere, HEALTHY, MODEL, of, perSecond, replica, traffic } from '../fleet.ts';
import type { Behaviours } from '../timeline.ts';

const rejected = (instance: string) =>
  `vllm:admission_rejections_total{job="vllm-api",instance="${instance}",model_name="${MODEL}",reason="max_num_queued_reqs"}`;
const awake = (instance: string) => of(instance, 'vllm:engine_sleep_state', 'sleep_state="awake"');
const finished = (reason: string) =>
  of('a:8000', 'vllm:request_success_total', `finished_reason="${reason}"`);
const http = (status: string, instance = 'a:8000') =>
  `http_requests_total{job="vllm-api",instance="${instance}",method="POST",handler="/v1/chat/completions",status="${status}"}`;
const control = (handler: string) => http('2xx').replace('/v1/chat/completions', handler);
const backend = (status: string, label = 'status', handler = '/chat') =>
  `http_requests_total{job="backend",instance="backend:8001",method="POST",handler="${handler}",${label}="${status}"}`;

/** A request a minute in all. */
const TRICKLE = everywhere((instance) => ({
  ...traffic(instance, 1 / 120),
  [http('2xx', instance)]: perSecond(1 / 120),
}));

/** Nothing is scraped: Prometheus is down. */
const NOT_SCRAPED = Object.fromEntries(Object.keys(HEALTHY).map((series) => [series, 'gone'])) as Behaviours;
/** Forty servers beside the two. */
const LARGE_FLEET = Object.assign(
  {},
  ...Array.from({ length: 40 }, (_, index) => replica(`r${index}:8000`)),
) as Behaviours;
/** A server and all that it exports. */
const GONE = Object.fromEntries(
  Object.keys(replica('a:8000')).map((series) => [series, 'gone']),
) as Behaviours;

/** Requests per second with a prefill time, and with an end-to-end latency, above four minutes. */
const phases = (prefill: number, endToEnd: number): Behaviours =>
  everywhere((instance) => ({
    [of(instance, 'vllm:request_prefill_time_seconds_count')]: perSecond(2),
    [of(instance, 'vllm:request_prefill_time_seconds_bucket', 'le="240.0"')]: perSecond(2 - prefill),
    [of(instance, 'vllm:e2e_request_latency_seconds_count')]: perSecond(2),
    [of(instance, 'vllm:e2e_request_latency_seconds_bucket', 'le="240.0"')]: perSecond(2 - endToEnd),
  }));

/** Whether answers arrive and are right. */
export const errorCases: readonly RuleCase[] = [
  {
    rule: 'VLLMErrorFinishes',
    fault: traffic('a:8000', 2, { errors: 0.1 }),
    neighbour: traffic('a:8000', 2, { errors: 0.02 }),
  },
  {
    // A reason whose series exists from its first request on.
    rule: 'VLLMErrorFinishes',
    always: { [finished('error')]: 'gone' },
    minutes: 8,
    fault: { [finished('error')]: { from: 300, perSecond: 0 } },
    // One error at a request a minute.
    neighbour: { ...TRICKLE, [finished('error')]: { from: 1, perSecond: 0 } },
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
    // One server of 42 fails all of its requests: 2 % of those of the job.
    rule: 'HTTPServerFailing',
    always: { ...LARGE_FLEET, [http('5xx')]: perSecond(0) },
    fault: { [http('2xx')]: perSecond(0), [http('5xx')]: perSecond(2) },
    // A third of its requests, and load that one server sheds at its queue limit.
    neighbour: {
      [http('5xx')]: perSecond(1),
      [http('5xx', 'b:8000')]: perSecond(6),
      [rejected('b:8000')]: perSecond(6),
    },
  },
  {
    // The job fails as a whole, for which HTTPServerErrors fires.
    rule: 'HTTPServerFailing',
    always: { [http('5xx')]: perSecond(0) },
    neighbour: { [http('2xx')]: perSecond(0), [http('5xx')]: perSecond(2) },
  },
  {
    // One of many backends.
    rule: 'HTTPServerFailing',
    always: Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        backend('2xx').replace('backend:8001', `backend-${index}:8001`),
        perSecond(2),
      ]),
    ),
    fault: { [backend('2xx')]: perSecond(0), [backend('503')]: perSecond(2) },
    neighbour: { [backend('2xx')]: perSecond(0), [backend('404')]: perSecond(2) },
  },
  {
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(0.4) },
    // Errors of the clients are none of ours.
    neighbour: { [http('5xx')]: perSecond(0.1), [http('4xx')]: perSecond(2) },
  },
  {
    // The first error ever, hundreds of times between two scrapes.
    rule: 'HTTPServerErrors',
    minutes: 5,
    fault: { [http('5xx')]: { from: 300, perSecond: 0 } },
    // One error ever, at a request a minute.
    neighbour: { ...TRICKLE, [http('5xx')]: { from: 1, perSecond: 0 } },
  },
  {
    // The server dies after them, and its series with it.
    rule: 'HTTPServerErrors',
    fault: [
      { minutes: 0.5, behaviours: { [http('5xx')]: { from: 300, perSecond: 0 } } },
      { minutes: 4.5, behaviours: { ...GONE, [http('5xx')]: 'gone' } },
    ],
    // A new replica whose counters begin at 0 and soon show a few failures.
    neighbour: [
      { minutes: 2, behaviours: replica('c:8000') },
      { minutes: 40, behaviours: { [http('5xx', 'c:8000')]: { from: 4, perSecond: 0 } } },
    ],
  },
  {
    // A request a minute, and each one fails.
    rule: 'HTTPServerErrors',
    minutes: 30,
    always: { ...TRICKLE, ...everywhere((instance) => ({ [http('5xx', instance)]: 'gone' })) },
    fault: everywhere((instance) => ({
      [http('2xx', instance)]: perSecond(0),
      [http('5xx', instance)]: perSecond(1 / 120),
    })),
    // Four errors within the hour of a deployment.
    neighbour: { [http('5xx')]: perSecond(1 / 900) },
  },
  {
    // Prometheus was down, and finds again what it knew.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: { from: 5000, perSecond: 0 } },
    neighbour: [
      { minutes: 10, behaviours: { ...NOT_SCRAPED, [http('5xx')]: 'gone' } },
      { minutes: 40, behaviours: { [http('5xx')]: { from: 5000, perSecond: 0 } } },
    ],
  },
  {
    // Half of all requests rejected at the queue limit, as configured; the fault has as many failures besides.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(4), [rejected('a:8000')]: perSecond(2) },
    neighbour: { [http('5xx')]: perSecond(2), [rejected('a:8000')]: perSecond(2) },
  },
  {
    // Few are rejected and many fail: the one must not hide the other.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(0.5), [rejected('a:8000')]: perSecond(0.1) },
    // The backend passes on what vLLM rejects.
    neighbour: {
      [http('5xx')]: perSecond(1),
      [rejected('a:8000')]: perSecond(1),
      [backend('503')]: perSecond(1),
    },
  },
  {
    // A sleeping server of vLLM 0.33 answers 503 by design.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(1) },
    neighbour: [
      { minutes: 30, behaviours: { [http('5xx')]: perSecond(1), [awake('a:8000')]: 0 } },
      { minutes: 30, behaviours: { [http('5xx')]: perSecond(0), [awake('a:8000')]: 1 } },
    ],
  },
  {
    // Paused for some seconds of every minute, for new weights; vLLM 0.33 answers 503 meanwhile.
    rule: 'HTTPServerErrors',
    always: { [http('5xx')]: perSecond(0) },
    fault: { [http('5xx')]: perSecond(1), [control('/resume')]: perSecond(1 / 60) },
    neighbour: {
      [http('5xx')]: perSecond(1),
      [control('/pause')]: { from: 1, perSecond: 1 / 60 },
      [control('/resume')]: { from: 1, perSecond: 1 / 60 },
    },
  },
  {
    rule: 'HTTPServerErrors',
    always: { [backend('503')]: perSecond(0) },
    fault: { [backend('503')]: perSecond(1) },
    neighbour: {
      [backend('404')]: perSecond(1),
      // It is not ready yet, and says so.
      [backend('503', 'status', '/health')]: perSecond(1),
    },
  },
  ...(['code', 'status_code'] as const).map((label): RuleCase => ({
    // The label of client_golang, and that of Starlette's exporters.
    rule: 'HTTPServerErrors',
    always: {
      [backend('2xx')]: 'gone',
      [backend('200', label)]: perSecond(2),
      [backend('500', label)]: 'gone',
    },
    fault: { [backend('500', label)]: perSecond(2) },
    neighbour: { [backend('404', label)]: perSecond(2) },
  })),
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
    neighbour: Object.fromEntries(
      Object.entries(traffic('a:8000', 2)).map(([series, behaviour]) => [
        series,
        typeof behaviour === 'object' ? { ...behaviour, from: 0 } : behaviour,
      ]),
    ),
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
      [of(instance, 'vllm:num_requests_running')]: { from: 4, perSecond: 0.1 },
    })),
  },
  {
    // The Rust front end counts what clients cut off, and its series are born with the first request.
    rule: 'VLLMRequestsCutOff',
    minutes: 60,
    recovery: 60,
    fault: everywhere((instance) => ({
      ...traffic(instance, 2, { cutOff: 0.3 }),
      [of(instance, 'vllm:request_success_total', 'finished_reason="abort"')]: perSecond(0.6),
    })),
    neighbour: {
      [of('a:8000', 'vllm:request_success_total', 'finished_reason="length"')]: { from: 60, perSecond: 0.5 },
      [of('a:8000', 'vllm:time_to_first_token_seconds_count')]: perSecond(2.5),
    },
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
