import { bucketFamilies, type BucketFamily } from './buckets.ts';
import { catalogue, type MetricName } from './catalogue.ts';
import type { Metric, Version, VllmMetric } from './metric.ts';

/** Sample names of a metric. */
export function sampleNames(metric: Metric): readonly string[] {
  switch (metric.type) {
    case 'histogram':
      return [`${metric.name}_bucket`, `${metric.name}_sum`, `${metric.name}_count`];
    case 'summary':
      return [`${metric.name}_sum`, `${metric.name}_count`];
    default:
      return [metric.name];
  }
}

/** Upper bounds of a histogram's buckets, without `+Inf`; empty for other types. */
export function boundsOf(metric: Metric): readonly number[] {
  if (metric.buckets === undefined) return [];
  return typeof metric.buckets === 'string' ? familyBounds(metric.buckets) : metric.buckets;
}

function familyBounds(family: BucketFamily): readonly number[] {
  return bucketFamilies[family];
}

/** True if a release exports the metric by default. */
export function existsIn(name: MetricName, version: Version): boolean {
  const { since, until }: VllmMetric = catalogue[name];
  return (
    compareVersions(since, version) <= 0 && (until === undefined || compareVersions(version, until) <= 0)
  );
}

/** Negative if `a` is the older release, positive if `b` is, 0 if they are equal. */
export function compareVersions(a: Version, b: Version): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const [position, number] of (left ?? []).entries()) {
    const difference = number - (right?.[position] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
