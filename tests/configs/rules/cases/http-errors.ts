import type { RuleCase } from '../case.ts';
import { everywhere, HEALTHY, perSecond, replica, TRICKLE } from '../fleet.ts';
import { awake, http, rejected } from '../series.ts';
import { absent } from '../server-states.ts';
import type { Behaviours } from '../timeline.ts';

const control = (handler: string) => http('2xx', 'a:8000', handler);
const backend = (status: string, label = 'status', handler = '/chat') =>
  `http_requests_total{job="backend",instance="backend:8001",method="POST",handler="${handler}",${label}="${status}"}`;

/** Nothing is scraped: Prometheus is down. */
const NOT_SCRAPED = Object.fromEntries(Object.keys(HEALTHY).map((series) => [series, 'gone'])) as Behaviours;
/** Forty servers beside the two. */
const LARGE_FLEET = Object.assign(
  {},
  ...Array.from({ length: 40 }, (_, index) => replica(`r${index}:8000`)),
) as Behaviours;

/** Answers of servers and backends with a status of 5xx. */
export const httpErrorCases: readonly RuleCase[] = [
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
      { minutes: 4.5, behaviours: { ...absent('a:8000'), [http('5xx')]: 'gone' } },
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
];
