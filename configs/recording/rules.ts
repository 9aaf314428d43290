import {
  countBy,
  eachOf,
  rate,
  recorded,
  selector,
  sumBy,
  type CumulativeSample,
  type RecordedName,
  type Window,
} from '../promql/index.ts';
import type { Settings } from '../settings/index.ts';
import { withFormerNames } from '../vllm/index.ts';
import { recordedName } from './names.ts';
import {
  ENGINES,
  recordedCounters,
  recordedGauges,
  recordedHistograms,
  recordedServerCounters,
} from './series.ts';
import { recordedWindows } from './windows.ts';

/** One entry of a Prometheus rule file. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after another; groups run side by side. */
export interface RecordingGroup {
  readonly name: string;
  /** Prometheus duration; without one, the interval of all rules holds. */
  readonly interval?: string;
  readonly rules: readonly RecordingRule[];
}

const MODEL = ['job', 'model_name'] as const;

/**
 * What the boards read in place of the engines' own series. The first groups cost `engines x buckets`; all others read
 * their result, so they cost `models x buckets` however many engines there are.
 */
export function recordingRules(settings: Settings): readonly RecordingGroup[] {
  const [short, ...longer] = recordedWindows(settings);
  const window = short.window as Window;
  const first = [
    { name: 'vllm-model-gauges', rules: gaugeRules() },
    { name: 'vllm-model-counters', rules: counterRules(window) },
    ...recordedHistograms.map((name) => ({
      name: `vllm-model-${name.replace(/^vllm:/, '').replaceAll('_', '-')}`,
      rules: histogramRules(name, window),
    })),
  ];
  const rates = first.flatMap(({ rules }) => rules).filter(({ record }) => record.endsWith(`:rate${window}`));
  let previous = short.window;
  const averages = longer.map(({ window: long, interval }) => {
    const rules = rates.map(({ record }) => averageRule(record, window, previous, long));
    previous = long;
    return { name: `vllm-model-rates-${long}`, ...(interval === undefined ? {} : { interval }), rules };
  });
  return [...first, ...averages];
}

function gaugeRules(): readonly RecordingRule[] {
  const gauges = Object.values(recordedGauges).map(({ name, operation, by }) => ({
    record: recordedName(name, operation),
    expr: aggregate(
      operation,
      [...MODEL, ...by],
      eachOf(withFormerNames(name), (each) => selector(each)),
    ),
  }));
  return [...gauges, { record: ENGINES, expr: countBy(MODEL, selector('vllm:num_requests_running')) }];
}

function counterRules(window: Window): readonly RecordingRule[] {
  const engine = recordedCounters.map(({ name, by }) => ({
    record: recordedName(name, `rate${window}`),
    expr: sumBy([...MODEL, ...by], rate(withFormerNames(name), {}, window)),
  }));
  const server = recordedServerCounters.map(({ name, by, where }) => ({
    record: recordedName(name, `rate${window}`),
    expr: sumBy([...MODEL, ...by], `${rate(name, where, window)}\n${withModelOfServer}`),
  }));
  return [...engine, ...server];
}

/** One model per server even if it reports several, as a vector match needs one partner. */
const withModelOfServer =
  '* on (job, instance) group_left (model_name)\n' +
  'topk by (job, instance) (1, group by (job, instance, model_name) (vllm:num_requests_running))';

function histogramRules(name: (typeof recordedHistograms)[number], window: Window): readonly RecordingRule[] {
  return (['bucket', 'sum', 'count'] as const).map((suffix) => {
    const [first, ...former] = withFormerNames(name).map((each) => `${each}_${suffix}` as CumulativeSample);
    return {
      record: recordedName(`${name}_${suffix}`, `rate${window}`),
      expr: sumBy([...MODEL, ...(suffix === 'bucket' ? ['le'] : [])], rate([first!, ...former], {}, window)),
    };
  });
}

/** Rates of evenly spaced windows average to the rate of the whole. */
function averageRule(record: string, first: string, from: string, to: string): RecordingRule {
  const of = (window: string) => `${record.slice(0, -first.length)}${window}` as RecordedName;
  return { record: of(to), expr: `avg_over_time(${recorded(of(from))}[${to}])` };
}

function aggregate(operation: string, labels: readonly string[], expression: string): string {
  return `${operation} by (${labels.join(', ')}) (${expression})`;
}

/** The names of all recorded series, by which a test knows what a board may read. */
export function recordedNames(settings: Settings): readonly string[] {
  return recordingRules(settings).flatMap(({ rules }) => rules.map(({ record }) => record));
}
