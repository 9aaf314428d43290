import type { RuleName } from '../settings/alert-rule-defaults.ts';
import type { Settings, SloName } from '../settings/index.ts';
import { and, binary, or, unless, type Expression } from '../promql/index.ts';
import { configured, type AlertRule, type DiagnosisStep } from './rule.ts';
import { allDown } from './availability.ts';
import { vllmJobs } from './scope.ts';
import { enoughData, ofSlo, sloSeries, type Window } from './slo-series.ts';

/** Long and short window, and how many times faster than allowed the budget is spent. */
interface Leg {
  readonly long: Window;
  readonly short: Window | '5m';
  readonly factor: number;
}

/** Google SRE workbook, ch. 5: 2 % of the budget of 30 days in an hour, 5 % in six; 10 % in one day and in three. */
const FAST: readonly [Leg, Leg] = [
  { long: '1h', short: '5m', factor: 14.4 },
  { long: '6h', short: '30m', factor: 6 },
];
const SLOW: readonly [Leg, Leg] = [
  { long: '1d', short: '2h', factor: 3 },
  { long: '3d', short: '6h', factor: 1 },
];

/** Windows in which the budget of an objective burns, of the rules that page and of those that do not. */
export const BURN_WINDOWS = { Fast: FAST, Slow: SLOW } as const;

interface SloTexts {
  readonly slo: SloName;
  readonly subject: string;
  /** What a bad request is, as the end of "… of the requests". */
  readonly bad: string;
  readonly impact: string;
  readonly diagnosis: readonly DiagnosisStep[];
  readonly mitigation: readonly string[];
}

type Subject<N extends string> = N extends `VLLM${infer S}BudgetBurnFast` ? S : never;

const LATENCY_STEPS = (histogram: string): DiagnosisStep[] => [
  {
    text: 'See which servers are slow: one of them is a broken server, all of them are missing capacity or other traffic.',
    query: `histogram_quantile(0.99, sum by (le, instance) (rate(${histogram}_bucket{model_name="<model_name>"}[5m])))`,
  },
  {
    text: 'See whether requests wait.',
    query: 'sum by (instance) (vllm:num_requests_waiting{model_name="<model_name>"})',
  },
  {
    text: 'See whether prompts have grown.',
    query:
      'sum(rate(vllm:request_prompt_tokens_sum{model_name="<model_name>"}[5m])) / sum(rate(vllm:request_prompt_tokens_count{model_name="<model_name>"}[5m]))',
  },
];

const TEXTS: Readonly<Record<Subject<RuleName>, SloTexts>> = {
  Availability: {
    slo: 'availability',
    subject: 'requests that end in an error or are refused',
    bad: 'ended in an error or were refused',
    impact: 'Users get errors or broken answers.',
    diagnosis: [
      {
        text: 'See what ends requests, and where.',
        query:
          'sum by (instance, finished_reason) (rate(vllm:request_success_total{model_name="<model_name>"}[5m]))',
      },
      {
        text: 'See whether requests are refused.',
        query: 'sum by (reason) (rate(vllm:admission_rejections_total{model_name="<model_name>"}[5m]))',
      },
      { text: 'Read the errors.', query: '{service_name="<job>"} |~ "ERROR|Traceback"' },
    ],
    mitigation: [
      'One server: take it out of the load balancer and restart it.',
      'All servers: roll the last change of model, version or flags back.',
      'Refused requests: add replicas.',
    ],
  },
  TimeToFirstToken: {
    slo: 'ttft',
    subject: 'requests whose first token comes late',
    bad: 'waited too long for the first token',
    impact: 'Users look at an empty answer.',
    diagnosis: LATENCY_STEPS('vllm:time_to_first_token_seconds'),
    mitigation: [
      'Requests wait: add replicas, or shed load at the gateway.',
      'Long prompts: set `--max-num-batched-tokens` lower (chunked prefill), or send them to servers of their own.',
      'The prefix cache hits less than before: route sessions to the server that has them.',
    ],
  },
  TimePerOutputToken: {
    slo: 'tpot',
    subject: 'requests whose text comes slowly',
    bad: 'got their tokens too slowly',
    impact: 'Text appears slower than it is read.',
    diagnosis: LATENCY_STEPS('vllm:request_time_per_output_token_seconds'),
    mitigation: [
      'Batches too large: lower `--max-num-seqs`, or add replicas.',
      'Prefills in between: turn chunked prefill on or lower `--max-num-batched-tokens`.',
      'One server: check clock and temperature of its GPU.',
    ],
  },
  EndToEndLatency: {
    slo: 'e2e',
    subject: 'requests that take too long as a whole',
    bad: 'took too long as a whole',
    impact: 'Clients without streaming wait, or give up at their time-out.',
    diagnosis: [
      ...LATENCY_STEPS('vllm:e2e_request_latency_seconds'),
      {
        text: 'See whether answers have grown: longer answers take longer, and are no fault of the servers.',
        query:
          'sum(rate(vllm:request_generation_tokens_sum{model_name="<model_name>"}[5m])) / sum(rate(vllm:request_generation_tokens_count{model_name="<model_name>"}[5m]))',
      },
    ],
    mitigation: [
      'The first token is late: see the rule for the time to first token.',
      'The tokens are slow: see the rule for the time per output token.',
      'The answers are longer: limit `max_tokens`, or loosen the objective.',
    ],
  },
  QueueTime: {
    slo: 'queue',
    subject: 'requests that wait too long in the queue',
    bad: 'waited too long in the queue',
    impact: 'Users feel it as a late first token.',
    diagnosis: LATENCY_STEPS('vllm:request_queue_time_seconds'),
    mitigation: [
      'Add replicas.',
      'Raise `--max-num-seqs` if the KV cache has room.',
      'Shed load at the gateway.',
    ],
  },
};

/**
 * Two alerts an objective. The page asks that the budget is spent fast over a long window and is still being spent; the
 * ticket does the same for slow losses.
 */
export function sloAlertRules(settings: Settings): AlertRule[] {
  return (Object.keys(TEXTS) as Subject<RuleName>[]).flatMap((subject) => [
    ...burn(settings, subject, 'Fast'),
    ...burn(settings, subject, 'Slow'),
  ]);
}

function burn(settings: Settings, subject: Subject<RuleName>, speed: 'Fast' | 'Slow'): AlertRule[] {
  const texts = TEXTS[subject];
  const fast = speed === 'Fast';
  const legs = fast ? FAST : SLOW;
  const spent = anyLeg(settings, texts.slo, legs);
  return configured(settings, {
    name: `VLLM${subject}BudgetBurn${speed}`,
    source: 'prometheus',
    // Grafana has no inhibition rules before 13.1, so they are part of the expression: a page silences its ticket, and a
    // job none of whose servers answers has an alert of its own and no latency to speak of.
    query: fast ? unlessDown(settings, spent) : unless(spent, anyLeg(settings, texts.slo, FAST)),
    summary: fast
      ? `The error budget goes fast: ${texts.subject}.`
      : `The error budget will not last the month: ${texts.subject}.`,
    description: `{{ $value | humanizePercentage }} of the requests for {{ $labels.model_name }} ({{ $labels.job }}) ${texts.bad}: at this rate the budget of 30 days is gone in ${fast ? 'at most five days' : 'less than a month'}.`,
    board: 'objectives',
    runbook: {
      meaning: `Within ${legs.map(({ long, short, factor }) => `${long} and still within ${short}, ${factor} times`).join(', or within ')} the share of bad requests that the objective allows was spent.`,
      impact: texts.impact,
      diagnosis: [
        {
          text: 'See how fast the budget goes.',
          query: binary(
            ofSlo(sloSeries.ratio(legs[0].long), texts.slo),
            '/',
            ofSlo(sloSeries.budget, texts.slo),
          ),
        },
        ...texts.diagnosis,
      ],
      mitigation: texts.mitigation,
    },
  });
}

function anyLeg(settings: Settings, slo: SloName, [first, second]: readonly [Leg, Leg]): Expression {
  return or(oneLeg(settings, slo, first), oneLeg(settings, slo, second));
}

function oneLeg(settings: Settings, slo: SloName, { long, short, factor }: Leg): Expression {
  const limit = binary(factor, '*', ofSlo(sloSeries.budget, slo));
  return and(
    binary(ofSlo(sloSeries.ratio(long), slo), '>', limit),
    binary(ofSlo(sloSeries.ratio(short), slo), '>', limit),
    enoughData(settings, long, { slo }),
    binary(ofSlo(sloSeries.count('errors', long), slo), '>=', settings.slo.minErrors),
  );
}

function unlessDown(settings: Settings, expression: Expression): Expression {
  const jobs = vllmJobs(settings);
  return jobs.length === 0 ? expression : unless(expression, allDown(jobs), { on: ['job'] });
}
