import {
  and,
  anyOf,
  binary,
  call,
  events,
  noneOf,
  oneOf,
  orZero,
  overTime,
  plus,
  rate,
  ratio,
  recorded,
  sumBy,
  type Expression,
  type Matcher,
} from '../promql/index.ts';
import type { RecordingGroup, RecordingRule } from '../recording/index.ts';
import {
  BURN_WINDOWS,
  OBJECTIVE_NAMES,
  OBJECTIVES,
  WINDOWS,
  type LatencyObjective,
  type ObjectiveName,
  type Window,
} from '../objectives/index.ts';
import { duration, seconds, sloOf, type Settings } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';
import { cutOffRules } from './cut-off.ts';
import { httpRequestRules } from './http-requests.ts';
import { outcomeRules } from './outcomes.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';
import { enoughData, sloSeries } from './series.ts';
import { servedRules } from './served.ts';

/**
 * The rates that windows are made of. Each sample stands for the seconds until the next one, so that their sum times `step`
 * is a number of requests; the groups have these intervals whatever the others have.
 */
const FAST = { rate: sloSeries.rate, step: 30 } as const;
/** For windows of days: the mean of the fast ones over each step, so that there are fewer samples to add up. */
const SLOW = { rate: sloSeries.meanRate, step: 120 } as const;
type Speed = typeof FAST | typeof SLOW;

/** Range of the fast rates. */
const WINDOW = '5m';

/** Rates of all requests of an objective and of its bad ones; the latter may read the recorded rate of all. */
interface Requests {
  readonly total: Expression;
  readonly errors: (all: Expression) => Expression;
}

const DAYS: readonly Window[] = ['1d', '3d', '30d'];

/** Windows that {@link enoughData} is asked of: the long ones of the burn rates, and that of the budget. */
const OBSERVED: ReadonlySet<Window> = new Set([
  ...Object.values(BURN_WINDOWS).flatMap(({ windows }) => windows.map(({ long }) => long)),
  '30d',
]);

/**
 * Bad and all requests of each model and objective. Only the rates read what the servers expose; the windows add them up, so
 * a window of three days costs the same however many replicas there are. Sums are divided rather than ratios
 * averaged, or a quiet night would weigh as much as a busy day.
 */
export function sloRecordingGroups(settings: Settings): RecordingGroup[] {
  const hours = WINDOWS.filter((window) => !DAYS.includes(window));
  return [
    { name: 'vllm-served', interval: '30s', rules: servedRules() },
    // Windows of minutes and half an hour: more often would read every engine for nothing.
    { name: 'slo-requests', interval: '1m', rules: httpRequestRules(settings) },
    { name: 'slo-outcomes', interval: '1m', rules: outcomeRules(settings) },
    { name: 'slo-cut-off', interval: '2m', rules: cutOffRules(settings) },
    {
      name: 'slo-hours',
      interval: `${FAST.step}s`,
      rules: [
        ...LATENCIES_FIRST.flatMap((slo) => rates(settings, slo)),
        {
          record: sloSeries.ratio('5m'),
          expr: ratio(recorded(sloSeries.rate('errors')), recorded(sloSeries.rate('total'))),
        },
        ...hours.flatMap((window) => windowRules(window, FAST)),
      ],
    },
    {
      name: 'slo-days',
      interval: `${SLOW.step}s`,
      rules: [
        ...(['total', 'errors'] as const).map((kind) => ({
          record: sloSeries.meanRate(kind),
          expr: overTime('avg_over_time', recorded(sloSeries.rate(kind)), duration(SLOW.step) as Window),
        })),
        ...DAYS.flatMap((window) => windowRules(window, SLOW)),
        ...OBJECTIVE_NAMES.map((slo) => ({
          record: sloSeries.budget,
          labels: { slo },
          expr: budget(settings, slo),
        })),
        {
          record: sloSeries.remaining,
          expr: and(
            binary(1, '-', binary(recorded(sloSeries.ratio('30d')), '/', recorded(sloSeries.budget))),
            enoughData(settings, '30d'),
          ),
        },
      ],
    },
  ];
}

/** Availability reads the requests that the end-to-end latency counts. */
const LATENCIES_FIRST = [...OBJECTIVE_NAMES].sort(
  (a, b) => Number(a === 'availability') - Number(b === 'availability'),
);

function rates(settings: Settings, slo: ObjectiveName): RecordingRule[] {
  const labels = { slo };
  const record = sloSeries.rate('total');
  const { total, errors } = slo === 'availability' ? availability(settings) : latency(settings, slo);
  return [
    { record, labels, expr: total },
    {
      record: sloSeries.rate('errors'),
      labels,
      expr: errors(sumBy(MODEL, recorded(record, labels))),
    },
  ];
}

/**
 * Bad: ended in an error. What a client cuts off, or a length limit ends, is not; nor is load shedding at the queue limits,
 * unless the settings say so.
 */
function availability(settings: Settings): Requests {
  const job = jobIs(vllmJobs(settings));
  // vLLM observes the latency of every request that it counts as finished (`vllm/v1/metrics/loggers.py`), in one series per engine
  // rather than one for each reason.
  const finished = sumBy(MODEL, recorded(sloSeries.rate('total'), { slo: 'e2e' }));
  // With what their series are born with, which is the first burst of errors where no series exists before it.
  const errors = events('vllm:request_success_total', { ...job, finished_reason: 'error' }, WINDOW);
  const failed = binary(sumBy(MODEL, errors), '/', seconds(WINDOW));
  const refused = sumBy(MODEL, rate('vllm:admission_rejections_total', job, WINDOW));
  // Releases before 0.13 do not count errors, and those before 0.32 no rejections: both are 0 then.
  if (!settings.slo.countRejections) return { total: finished, errors: (all) => orZero(failed, all) };
  return {
    total: plus(finished, orZero(refused, finished)),
    errors: (all) => plus(orZero(failed, all), orZero(refused, all)),
  };
}

function latency(settings: Settings, slo: LatencyObjective): Requests {
  const { metric } = OBJECTIVES[slo];
  const job = jobIs(vllmJobs(settings));
  const total = sumBy(MODEL, rate(`${metric}_count`, job, WINDOW));
  const within = byValue(settings, (set) => set[slo].threshold).map(({ value, models }) =>
    sumBy(MODEL, rate(`${metric}_bucket`, { ...job, ...models, le: formatBound(value) }, WINDOW)),
  );
  // Without the bucket there is no result rather than no errors; SLODataMissing finds that.
  const late = (of: Expression) => call('clamp_min', binary(of, '-', anyOf(within)!), 0);
  // Those of one token are within the threshold, so that they have to be among all.
  if (slo === 'tpot') return { total: withSeveralTokens(total, job), errors: () => late(total) };
  return { total, errors: late };
}

/**
 * Requests of more than one token: vLLM observes a time per output token of 0 for the others (`vllm/v1/metrics/stats.py`), which
 * classifiers, embeddings and prefill servers consist of. They would dilute the share of bad requests.
 */
function withSeveralTokens(total: Expression, job: ReturnType<typeof jobIs>): Expression {
  const bucket = { ...job, le: formatBound(1) };
  const single = sumBy(MODEL, rate('vllm:request_generation_tokens_bucket', bucket, WINDOW));
  return call('clamp_min', binary(total, '-', orZero(single, total)), 0);
}

/** Hangs on the requests of a day and not on those of now: in an outage the budget is what everybody looks at. */
function budget(settings: Settings, slo: ObjectiveName): Expression {
  const parts = byValue(settings, (set) => set[slo].objective).map(({ value, models }) => {
    const requests = recorded(sloSeries.count('total', '1d'), { slo, ...models });
    return plus(binary(requests, '*', 0), round(1 - value));
  });
  return anyOf(parts)!;
}

/** The value that all models share with those that have their own taken out, then each value of its own. */
function byValue(
  { models, slo }: Settings,
  valueOf: (set: ReturnType<typeof sloOf>) => number,
): { value: number; models: { model_name?: Matcher } }[] {
  const shared = valueOf(slo as ReturnType<typeof sloOf>);
  const own = new Map<number, string[]>();
  for (const model of models) {
    const value = valueOf(sloOf(model as Parameters<typeof sloOf>[0], slo as ReturnType<typeof sloOf>));
    if (value !== shared) own.set(value, [...(own.get(value) ?? []), model.name]);
  }
  const others = [...own.values()].flat();
  return [
    { value: shared, models: others.length === 0 ? {} : { model_name: noneOf(others) } },
    ...[...own].map(([value, names]) => ({ value, models: { model_name: oneOf(names) } })),
  ];
}

function windowRules(window: Window, { rate: rated, step }: Speed): RecordingRule[] {
  const sum = (kind: 'total' | 'errors') => ({
    record: sloSeries.count(kind, window),
    expr: binary(overTime('sum_over_time', recorded(rated(kind)), window), '*', step),
  });
  const rates = recorded(rated('total'));
  return [
    sum('total'),
    sum('errors'),
    ...(OBSERVED.has(window)
      ? [
          {
            record: sloSeries.observed(window),
            expr: binary(overTime('count_over_time', rates, window), '/', seconds(window) / step),
          },
        ]
      : []),
    {
      record: sloSeries.ratio(window),
      expr: ratio(recorded(sloSeries.count('errors', window)), recorded(sloSeries.count('total', window))),
    },
  ];
}

/** `1 - 0.99` in binary is not quite 0.01. */
const round = (value: number) => Number(value.toPrecision(10));
