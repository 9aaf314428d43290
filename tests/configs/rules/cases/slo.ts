import type { RuleCase } from '../case.ts';
import { everywhere, type LATENCIES, perSecond, traffic } from '../fleet.ts';
import { MODEL, of } from '../series.ts';
import type { Behaviours } from '../timeline.ts';

type Objective = keyof typeof LATENCIES | 'errors';

const SUBJECTS = {
  Availability: { objective: 'errors', budget: 0.001 },
  TimeToFirstToken: { objective: 'ttft', budget: 0.01 },
  TimePerOutputToken: { objective: 'tpot', budget: 0.01 },
  EndToEndLatency: { objective: 'e2e', budget: 0.01 },
  QueueTime: { objective: 'queue', budget: 0.01 },
} as const satisfies Record<string, { objective: Objective; budget: number }>;

const bad = (objective: Objective, share: number, rate = 2): Behaviours =>
  everywhere((instance) => traffic(instance, rate, { [objective]: share }));

/** Requests per second that a replica rejects at its queue limit. */
const rejecting = (rate: number): Behaviours =>
  everywhere((instance) => ({
    [`vllm:admission_rejections_total{job="vllm-api",instance="${instance}",model_name="${MODEL}",reason="max_num_queued_reqs"}`]:
      perSecond(rate),
  }));

const without = (behaviours: Behaviours, part: string): Behaviours =>
  Object.fromEntries(Object.entries(behaviours).filter(([series]) => !series.includes(part)));

const IDLE_ENGINE = 'vllm:num_requests_running{job="vllm-api",instance="c:8000",model_name="new",engine="0"}';

const FIRST_ERRORS = of('a:8000', 'vllm:request_success_total', 'finished_reason="error"');

const DAY = 24 * 60;
/** Few requests: in an hour, and in six, too few to page, though every one of them is bad. */
const TRICKLE = 0.002;

const [subjects, budgets] = [Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[], SUBJECTS];

/** Budgets: fast enough over two windows, and enough requests to mean something. */
export const sloCases: readonly RuleCase[] = [
  ...subjects.map((subject): RuleCase => {
    const { objective, budget } = budgets[subject];
    return {
      rule: `VLLM${subject}BudgetBurnFast`,
      minutes: 70,
      recovery: 45,
      // Thirty times the budget passes 14.4 within the hour; five times never does.
      fault: bad(objective, 30 * budget),
      neighbour: bad(objective, 5 * budget),
    };
  }),
  {
    rule: 'VLLMTimeToFirstTokenBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    fault: bad('ttft', 1),
    neighbour: bad('ttft', 1, TRICKLE),
    always: bad('ttft', 0, TRICKLE),
  },
  {
    // Eight times the budget is below 14.4, and above 6 for long enough.
    rule: 'VLLMTimeToFirstTokenBudgetBurnFast',
    minutes: 7 * 60,
    recovery: 60,
    step: 300,
    fault: bad('ttft', 0.08),
    neighbour: bad('ttft', 0.05),
  },
  {
    // No server answers: nothing is said of its latency.
    rule: 'VLLMTimeToFirstTokenBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    fault: bad('ttft', 0.5),
    neighbour: {
      ...bad('ttft', 0.5),
      ...everywhere((instance) => ({ [`up{job="vllm-api",instance="${instance}"}`]: 0 })),
    },
  },
  ...subjects.map((subject): RuleCase => {
    const { objective, budget } = budgets[subject];
    return {
      rule: `VLLM${subject}BudgetBurnSlow`,
      minutes: DAY,
      recovery: 7 * 60,
      step: 300,
      fault: bad(objective, 4 * budget),
      neighbour: bad(objective, 0.9 * budget),
    };
  }),
  {
    // Twice the budget is below 3, and above 1 for three days.
    rule: 'VLLMTimeToFirstTokenBudgetBurnSlow',
    minutes: 3 * DAY,
    recovery: 7 * 60,
    step: 300,
    fault: bad('ttft', 0.02),
    neighbour: bad('ttft', 0.009),
  },
  {
    // A page silences its ticket.
    rule: 'VLLMTimeToFirstTokenBudgetBurnSlow',
    minutes: DAY,
    recovery: 7 * 60,
    step: 300,
    fault: bad('ttft', 0.04),
    neighbour: bad('ttft', 0.5),
  },
  {
    // Four of five requests have one token, as classifiers have: a fifth of the others is slow.
    rule: 'VLLMTimePerOutputTokenBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    always: everywhere((instance) => traffic(instance, 2, { oneToken: 0.8 })),
    fault: everywhere((instance) => traffic(instance, 2, { oneToken: 0.8, tpot: 0.04 })),
    // All of them have one token.
    neighbour: everywhere((instance) => traffic(instance, 2, { oneToken: 1 })),
  },
  {
    // Servers that do not export the length of responses.
    rule: 'VLLMTimePerOutputTokenBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    always: everywhere((instance) => ({
      [of(instance, 'vllm:request_generation_tokens_bucket', 'le="1.0"')]: 'gone',
    })),
    fault: everywhere((instance) => without(traffic(instance, 2, { tpot: 0.3 }), 'generation_tokens_bucket')),
    neighbour: everywhere((instance) =>
      without(traffic(instance, 2, { tpot: 0.05 }), 'generation_tokens_bucket'),
    ),
  },
  {
    // A third of all requests is rejected at the queue limit for hours, by design.
    rule: 'VLLMAvailabilityBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    fault: { ...rejecting(1), ...bad('errors', 0.03) },
    neighbour: rejecting(1),
  },
  {
    rule: 'VLLMAvailabilityBudgetBurnFast',
    minutes: 70,
    recovery: 45,
    stack: { slo: { countRejections: true } },
    fault: rejecting(1),
    neighbour: rejecting(0.01),
  },
  {
    // The first errors ever, 800 between two scrapes, whose series is born with them.
    rule: 'VLLMAvailabilityBudgetBurnFast',
    minutes: 10,
    recovery: 90,
    always: { [FIRST_ERRORS]: 'gone' },
    fault: { [FIRST_ERRORS]: { from: 800, perSecond: 0 } },
    neighbour: { [FIRST_ERRORS]: { from: 4, perSecond: 0 } },
  },
  {
    // Buckets without the threshold: no bad request can be counted.
    rule: 'SLODataMissing',
    minutes: 40,
    fault: everywhere((instance) => ({
      [of(instance, 'vllm:time_to_first_token_seconds_bucket', 'le="2.5"')]: 'gone',
    })),
    // No traffic: nothing to count, which is fine.
    neighbour: bad('ttft', 0, 0),
  },
  {
    // A model without any of the series has requests. An idle server of the Rust front end exports none of them yet.
    rule: 'SLODataMissing',
    minutes: 40,
    fault: {
      [IDLE_ENGINE]: 0,
      [IDLE_ENGINE.replace('num_requests_running', 'generation_tokens_total')]: perSecond(50),
    },
    neighbour: { [IDLE_ENGINE]: 0 },
    always: {
      [IDLE_ENGINE]: 'gone',
      [IDLE_ENGINE.replace('num_requests_running', 'generation_tokens_total')]: 'gone',
    },
  },
];
