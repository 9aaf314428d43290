import * as vllm from '../vllm/index.ts';
import { exporters, type ExporterEntry } from '../exporters/index.ts';

type Entry = vllm.EntryOf<vllm.MetricName> | ExporterEntry;
type NameOf<T extends vllm.MetricType> = Extract<Entry, { type: T }>['name'];

/** Metrics a query may name: vLLM's and those of the exporters around it. */
export type MetricName = Entry['name'];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
type SummaryName = NameOf<'summary'>;
type InfoName = NameOf<'info'>;

/** Stored series that only ever grow, so that `rate` means something. */
export type CumulativeSample =
  CounterName | `${HistogramName}_${'bucket' | 'sum' | 'count'}` | `${SummaryName}_${'sum' | 'count'}`;

/** Stored series of every kind. */
export type SampleName = CumulativeSample | GaugeName | InfoName;

type MetricOf<S extends string> = S extends MetricName
  ? S
  : S extends `${infer Base extends MetricName}_${'bucket' | 'sum' | 'count'}`
    ? Base
    : never;

/** Labels that scraping adds to whatever a target reports. */
export const targetLabels = [
  'job',
  'instance',
  'cluster',
  'namespace',
  'service',
  'pod',
  'container',
  'endpoint',
  'node',
] as const;

type TargetLabel = (typeof targetLabels)[number];

/** Labels the series of a metric can have, `le` apart. */
export type LabelOf<S extends string> = Extract<Entry, { name: MetricOf<S> }>['labels'][number] | TargetLabel;

/** Bounds of a histogram's buckets, as literals. */
export type BoundOf<H extends HistogramName> =
  Extract<Entry, { name: H }> extends { buckets: infer B }
    ? B extends vllm.BucketFamily
      ? (typeof vllm.bucketFamilies)[B][number]
      : B extends readonly number[]
        ? B[number]
        : never
    : never;

const metrics: ReadonlyMap<string, vllm.Metric> = new Map<string, vllm.Metric>(
  [...Object.values(vllm.catalogue), ...Object.values(exporters)].map((entry: vllm.Metric) => [
    entry.name,
    entry,
  ]),
);

const metricOfSample: ReadonlyMap<string, vllm.Metric> = new Map(
  [...metrics.values()].flatMap((entry) => vllm.sampleNames(entry).map((sample) => [sample, entry] as const)),
);

/** The metric a stored series belongs to, if it is a catalogued one. */
export function metricOf(sample: string): vllm.Metric | undefined {
  return metricOfSample.get(sample);
}

/** The catalogued metric of that name. */
export function findMetric(name: string): vllm.Metric | undefined {
  return metrics.get(name);
}
