import { INCIDENT_ALERT, incidentPlan } from '../../../configs/demo/incident.ts';
import { DEMO_BACKEND_JOB, DEMO_JOB, DEMO_MODELS, endpointOf } from '../../../configs/demo/models.ts';
import { LATENCIES, MONITORING, perSecond } from './fleet.ts';
import { test, type PromtoolTest } from './promtool.ts';
import type { Behaviours, Phase } from './timeline.ts';

const PLAN = incidentPlan(15 * 60);
/** Requests per second of one simulated server in its bursts: 26 every 20 seconds. */
const BURSTS = 26 / 20;

/**
 * The demo while it is called at so many requests per second, of which so many per second are failed by the model in question.
 * Its counter of failures exists from the first one on; undefined is before that.
 */
function demo(rate: number, failed?: number): Behaviours {
  const servers = DEMO_MODELS.map((model): Behaviours => {
    const its = model.name === PLAN.model;
    // What one server fails goes to the other; a server in an incident gets no bursts.
    const answered = rate / 2 + (failed ? (its ? -failed : failed + BURSTS) : BURSTS);
    const place = `job="${DEMO_JOB}",instance="${endpointOf(model)}"`;
    const of = (metric: string, labels = '') =>
      `${metric}{${place},model_name="${model.name}",engine="0"${labels && `,${labels}`}}`;
    const http = (status: string) =>
      `http_requests_total{${place},method="POST",handler="/v1/chat/completions",status="${status}"}`;
    return {
      [`up{${place}}`]: 1,
      [of('vllm:num_requests_running')]: 4,
      [of('vllm:num_requests_waiting')]: 0,
      [of('vllm:kv_cache_usage_perc')]: 0.1,
      [of('vllm:request_success_total', 'finished_reason="stop"')]: perSecond(answered),
      [of('vllm:generation_tokens_total')]: perSecond(answered * 60),
      [of('vllm:prompt_tokens_total')]: perSecond(answered * 70),
      [http('2xx')]: perSecond(answered),
      ...(its && failed !== undefined ? { [http('5xx')]: perSecond(failed) } : {}),
      ...Object.fromEntries(
        Object.values(LATENCIES).flatMap(([metric, le]) =>
          [
            of(`${metric}_count`),
            ...[le, '+Inf'].map((bound) => of(`${metric}_bucket`, `le="${bound}"`)),
          ].map((series) => [series, perSecond(answered)]),
        ),
      ),
    };
  });
  return Object.assign({}, MONITORING, ...servers, {
    [`up{job="${DEMO_BACKEND_JOB}",instance="demo-backend:8001"}`]: 1,
    [`http_requests_total{job="${DEMO_BACKEND_JOB}",instance="demo-backend:8001",method="POST",handler="/api/chat",status="2xx"}`]:
      perSecond(rate),
  }) as Behaviours;
}

/** An hour of the demo at a steady rate: healthy, and an incident at each quarter after the first. */
export function demoHourTest(rate: number): PromtoolTest {
  const [slow, errors] = PLAN.phases as [(typeof PLAN.phases)[0], (typeof PLAN.phases)[0]];
  const quarter = PLAN.everySeconds / 60;
  const incident: Phase[] = [
    { minutes: slow.seconds / 60, behaviours: demo(rate) },
    { minutes: errors.seconds / 60, behaviours: demo(rate, (errors.errorShare * rate) / 2) },
    { minutes: quarter - (slow.seconds + errors.seconds) / 60, behaviours: demo(rate, 0) },
  ];
  const healthy: Phase = { minutes: quarter, behaviours: demo(rate) };
  const firing = (matchers: string) => `ALERTS{alertstate="firing",${matchers}}`;
  const its = firing(`alertname="${INCIDENT_ALERT}",job="${DEMO_JOB}"`);
  const others = firing(`alertname!~"${INCIDENT_ALERT}|Watchdog"`);
  const count = (series: string) => `count(${series}) or vector(0)`;
  return test(
    `an hour of the demo at ${rate} requests a second`,
    [healthy, ...incident, ...incident, ...incident],
    [
      ...[15, 30, 45].flatMap((start) => [
        [count(its), start, 0] as const,
        // A minute of late tokens, two at most until the share is exceeded, three of the rule, and one to be evaluated.
        [count(its), start + 7, 1] as const,
        [count(its), start + 10, 0] as const,
      ]),
      [`sum(count_over_time(${others}[1h])) or vector(0)`, 59, 0],
      [
        `sum(count_over_time(${firing(`alertname="${INCIDENT_ALERT}",job!="${DEMO_JOB}"`)}[1h])) or vector(0)`,
        59,
        0,
      ],
      [`clamp_max(count(${firing('alertname="Watchdog"')}), 1) or vector(0)`, 59, 1],
    ],
  );
}
