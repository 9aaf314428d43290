import type { RuleCase } from '../case.ts';
import { everywhere, of, perSecond, traffic, type LATENCIES } from '../fleet.ts';
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

const gone = (behaviours: Behaviours): Behaviours =>
  Object.fromEntries(Object.keys(behaviours).map((series) => [series, 'gone' as const]));

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
    // Tokens are generated, and no request is counted.
    rule: 'SLODataMissing',
    minutes: 60,
    fault: everywhere((instance) => ({
      ...gone(traffic(instance, 2)),
      [of(instance, 'vllm:generation_tokens_total')]: perSecond(200),
    })),
    // An idle server with the Rust front end: gauges, and no counter before the first request.
    neighbour: everywhere((instance) => ({
      ...gone(traffic(instance, 2)),
      [of(instance, 'vllm:num_requests_running')]: 0,
    })),
  },
];
