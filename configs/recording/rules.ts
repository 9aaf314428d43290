import {
  aggregate,
  binary,
  engineGauge,
  MODEL,
  overTime,
  rate,
  recorded,
  select,
  selector,
  sumBy,
  vector,
  type Expression,
  type GaugeName,
  type RecordedName,
  type Window,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import { instanceGroup } from './instances.ts';
import { gaugeName, recordedName } from './names.ts';
import { samplesOf } from './samples.ts';
import { withModelOfServer } from './server-model.ts';
import {
  recordedCounters,
  recordedGauges,
  recordedHistograms,
  recordedMeans,
  recordedServerCounters,
  type RecordedGauge,
  type RecordedMeanName,
} from './series.ts';
import { GAUGE_INTERVAL, recordedWindows, shortestReach } from './windows.ts';

/** One entry of a Prometheus rule file. */
export interface RecordingRule {
  readonly record: RecordedName;
  readonly expr: Expression;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated sequentially; groups run in parallel. */
export interface RecordingGroup {
  readonly name: string;
  /** Prometheus duration; by default the global evaluation interval. */
  readonly interval?: string;
  readonly rules: readonly RecordingRule[];
}

/** Rates of one metric, recorded over every window. */
interface RecordedRate {
  readonly series: (window: string) => RecordedName;
  readonly overShortest: (window: Window) => Expression;
}

/**
 * Series that dashboards read instead of the engines' own. The first groups cost `engines x buckets`; all others read their
 * result and cost `models x buckets`, independent of the number of engines.
 */
export function recordingRules(settings: Settings): readonly RecordingGroup[] {
  const [short, ...longer] = recordedWindows(settings);
  const rates = ratesOver(shortestReach(settings));
  const averages = longer.map(({ window, interval }) => ({
    name: `vllm-model-rates-${window}`,
    interval,
    rules: [
      ...rates.flatMap(({ name, rates: all }) =>
        all.map((each) => averageRule(each, name, short.window, window)),
      ),
      ...gaugesOver(window),
    ],
  }));
  return [
    {
      name: 'vllm-model-gauges',
      interval: GAUGE_INTERVAL,
      rules: [...gaugeRules, ...gaugesOver(short.window)],
    },
    ...rates.map((group) => ({
      name: group.name,
      interval: short.interval,
      rules: [
        { record: EVALUATIONS, labels: { group: group.name }, expr: vector(1) },
        ...group.rates.map(({ series, overShortest }) => ({
          record: series(short.window),
          expr: overShortest(short.window),
        })),
      ],
    })),
    ...averages,
    instanceGroup(settings),
  ];
}

const gauges = Object.values<RecordedGauge>(recordedGauges);

const gaugeRules: readonly RecordingRule[] = gauges.map((gauge) => ({
  record: gaugeName(gauge),
  expr: aggregate(gauge.operation, [...MODEL, ...gauge.by], gaugeOf(gauge.name)),
}));

/** Peaks between two points of a long time range are in these, but not in samples of the gauge. */
function gaugesOver(window: Window): readonly RecordingRule[] {
  return gauges.flatMap((gauge) =>
    gauge.over === undefined
      ? []
      : {
          record: gaugeName(gauge, window),
          expr: overTime(`${gauge.over}_over_time`, recorded(gaugeName(gauge)), window),
        },
  );
}

function ratesOver(
  window: Window,
): readonly { readonly name: string; readonly rates: readonly RecordedRate[] }[] {
  const engine = recordedCounters.map(({ name, by }) =>
    recordedRate(name, sumBy([...MODEL, ...by], rate(withFormerNames(name), {}, window))),
  );
  const server = recordedServerCounters.map(({ name, by, where }) =>
    recordedRate(name, sumBy([...MODEL, ...by], withModelOfServer(rate(name, where, window)))),
  );
  return [
    {
      name: 'vllm-model-counters',
      rates: [...engine, ...server, ...recordedMeans.flatMap((name) => histogramRates(name, MEAN, window))],
    },
    ...recordedHistograms.map((name) => ({
      name: `vllm-model-${name.replace(/^vllm:/, '').replaceAll('_', '-')}`,
      rates: histogramRates(name, ['bucket', ...MEAN], window),
    })),
  ];
}

function gaugeOf(name: GaugeName): Expression {
  const names = withFormerNames(name as 'vllm:kv_cache_usage_perc');
  return names.length === 1 ? selector(name) : engineGauge(names, select);
}

const MEAN = ['sum', 'count'] as const;

function histogramRates(
  name: RecordedMeanName,
  suffixes: readonly ('bucket' | 'sum' | 'count')[],
  window: Window,
): readonly RecordedRate[] {
  return suffixes.map((suffix) => {
    const by = [...MODEL, ...(suffix === 'bucket' ? ['le'] : [])];
    if (suffix === 'count' && suffixes.includes('bucket')) return countOfBuckets(name);
    return recordedRate(`${name}_${suffix}`, sumBy(by, rate(samplesOf(`${name}_${suffix}`), {}, window)));
  });
}

/** The last bucket holds all observations, and is recorded already. */
const countOfBuckets = (name: RecordedMeanName): RecordedRate => ({
  series: (window) => recordedName(`${name}_count`, `rate${window}`),
  overShortest: (short) =>
    sumBy(MODEL, recorded(recordedName(`${name}_bucket`, `rate${short}`), { le: '+Inf' })),
});

function recordedRate(sample: string, overShortest: Expression): RecordedRate {
  return { series: (window) => recordedName(sample, `rate${window}`), overShortest: () => overShortest };
}

/** One sample per evaluation of the shortest rates, by the label `group`. */
const EVALUATIONS: RecordedName = 'job_model:rate_evaluations:count';

/**
 * The average of rates over evenly spaced windows is the rate over the whole. The sum is divided by the evaluations and not by
 * the samples: a model that served for five minutes of an hour has few samples, and `avg_over_time` would give their mean as the
 * rate of the hour. A Prometheus that was down, or has just started, has fewer evaluations as well. Those of the same group count,
 * since groups are evaluated at different times.
 */
function averageRule({ series }: RecordedRate, group: string, from: Window, to: Window): RecordingRule {
  const sum = overTime('sum_over_time', recorded(series(from)), to);
  const count = overTime('count_over_time', recorded(EVALUATIONS, { group }), to);
  // Not `scalar`, which would be NaN before the first evaluation, and a sum with NaN in it stays NaN for an hour.
  return { record: series(to), expr: binary(sum, '/', count, { on: [], groupLeft: [] }) };
}

/** The names of all recorded series; tests use it to check the queries of dashboards. */
export function recordedNames(settings: Settings): readonly string[] {
  return recordingRules(settings).flatMap(({ rules }) => rules.map(({ record }) => record));
}
