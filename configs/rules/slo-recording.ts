import {
  binary,
  matches,
  notMatches,
  operand,
  or,
  rate,
  recorded,
  sumBy,
  type CumulativeSample,
  type Matcher,
} from '../promql/index.ts';
import type { RecordingGroup, RecordingRule } from '../recording/index.ts';
import { SLO_NAMES, sloOf, type Settings, type SloName } from '../settings/index.ts';
import { formatBound } from '../vllm/index.ts';
import { jobIs, MODEL, vllmJobs } from './scope.ts';
import { sloSeries, WINDOWS, type Window } from './slo-series.ts';

/**
 * Seconds between two samples of the rates. Each sample stands for as long, so that their sum times this is a number of
 * requests; the group has this interval whatever the others have.
 */
const STEP = 30;

type Latency = Exclude<SloName, 'availability'>;

/** Histogram whose observations are the requests of an objective. */
export const SLO_METRICS = {
  ttft: 'vllm:time_to_first_token_seconds',
  tpot: 'vllm:request_time_per_output_token_seconds',
  e2e: 'vllm:e2e_request_latency_seconds',
  queue: 'vllm:request_queue_time_seconds',
} as const satisfies Record<Latency, string>;

/** Windows that change slowly enough to be counted every five minutes. */
const SLOW: readonly Window[] = ['1d', '3d', '30d'];

/**
 * Bad and all requests of each model and objective. Only the first group reads what the servers expose; the windows add up
 * its result, so a window of three days costs the same however many replicas there are. Sums are divided rather than ratios
 * averaged, or a quiet night would weigh as much as a busy day.
 */
export function sloRecordingGroups(settings: Settings): RecordingGroup[] {
  const fast = WINDOWS.filter((window) => !SLOW.includes(window));
  return [
    {
      name: 'slo-rates',
      interval: `${STEP}s`,
      rules: [
        ...SLO_NAMES.flatMap((slo) => rates(settings, slo)),
        { record: sloSeries.ratio('5m'), expr: share(sloSeries.rate('errors'), sloSeries.rate('total')) },
        ...fast.flatMap(windowRules),
      ],
    },
    {
      name: 'slo-windows',
      interval: '5m',
      rules: [
        ...SLOW.flatMap(windowRules),
        {
          record: sloSeries.remaining,
          expr: binary('1', '-', binary(recorded(sloSeries.ratio('30d')), '/', recorded(sloSeries.budget))),
        },
      ],
    },
  ];
}

function rates(settings: Settings, slo: SloName): RecordingRule[] {
  const labels = { slo };
  const { total, errors } =
    slo === 'availability' ? availability(settings) : latency(settings, slo, SLO_METRICS[slo]);
  return [
    { record: sloSeries.rate('total'), labels, expr: total },
    { record: sloSeries.rate('errors'), labels, expr: errors },
    { record: sloSeries.budget, labels, expr: budget(settings, slo) },
  ];
}

/** Bad: ended in an error, or refused at the queue limit. What a client cuts off, or a length limit ends, is neither. */
function availability(settings: Settings): { total: string; errors: string } {
  const job = jobIs(vllmJobs(settings));
  const finished = sumBy(MODEL, rate('vllm:request_success_total', job, '5m'));
  const failed = sumBy(MODEL, rate('vllm:request_success_total', { ...job, finished_reason: 'error' }, '5m'));
  const refused = sumBy(MODEL, rate('vllm:admission_rejections_total', job, '5m'));
  // Releases before 0.13 know no errors, and those before 0.32 no refusals: they count as 0.
  const orNone = (expression: string) => operand(or(expression, `${finished} * 0`));
  return {
    total: `${finished}\n+\n${orNone(refused)}`,
    errors: `${orNone(failed)}\n+\n${orNone(refused)}`,
  };
}

function latency(
  settings: Settings,
  slo: Latency,
  metric: (typeof SLO_METRICS)[Latency],
): { total: string; errors: string } {
  const job = jobIs(vllmJobs(settings));
  const total = sumBy(MODEL, rate(`${metric}_count` as CumulativeSample, job, '5m'));
  const within = byValue(settings, (set) => set[slo].threshold).map(({ value, models }) =>
    sumBy(
      MODEL,
      rate(
        `${metric}_bucket` as CumulativeSample,
        { ...job, ...models, le: formatBound(value) } as never,
        '5m',
      ),
    ),
  );
  const [first, ...others] = within;
  // Without the bucket there is no result rather than no errors; SLODataMissing finds that.
  return { total, errors: `clamp_min(${total} - ${operand(or(first!, ...others))}, 0)` };
}

function budget(settings: Settings, slo: SloName): string {
  const parts = byValue(settings, (set) => set[slo].objective).map(({ value, models }) => {
    const requests = recorded(sloSeries.rate('total'), { slo, ...models });
    return `${requests} * 0 + ${round(1 - value)}`;
  });
  const [first, ...others] = parts;
  return or(first!, ...others);
}

/** The value that all models share with those that have their own taken out, then each value of its own. */
function byValue(
  { models, slo }: Settings,
  valueOf: (set: ReturnType<typeof sloOf>) => number,
): { value: number; models: { model_name?: string | Matcher } }[] {
  const shared = valueOf(slo as ReturnType<typeof sloOf>);
  const own = new Map<number, string[]>();
  for (const model of models) {
    const value = valueOf(sloOf(model as Parameters<typeof sloOf>[0], slo as ReturnType<typeof sloOf>));
    if (value !== shared) own.set(value, [...(own.get(value) ?? []), model.name]);
  }
  const others = [...own.values()].flat();
  return [
    { value: shared, models: others.length === 0 ? {} : { model_name: notMatches(anyOf(others)) } },
    ...[...own].map(([value, names]) => ({
      value,
      models: { model_name: names.length === 1 ? names[0]! : matches(anyOf(names)) },
    })),
  ];
}

/** A regular expression for these names and no others. */
function anyOf(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
}

function windowRules(window: Window): RecordingRule[] {
  const sum = (kind: 'total' | 'errors') => ({
    record: sloSeries.count(kind, window),
    expr: `sum_over_time(${recorded(sloSeries.rate(kind))}[${window}]) * ${STEP}`,
  });
  return [
    sum('total'),
    sum('errors'),
    {
      record: sloSeries.ratio(window),
      expr: share(sloSeries.count('errors', window), sloSeries.count('total', window)),
    },
  ];
}

function share(errors: ReturnType<typeof sloSeries.rate>, total: ReturnType<typeof sloSeries.rate>): string {
  return binary(recorded(errors), '/', `${recorded(total)} > 0`);
}

/** `1 - 0.99` in binary is not quite 0.01. */
const round = (value: number) => Number(value.toPrecision(10));
