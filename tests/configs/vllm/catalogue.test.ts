import { readdirSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  boundsOf,
  bucketFamilies,
  catalogue,
  compareVersions,
  existsIn,
  fallbacks,
  features,
  formatBound,
  isMetricName,
  metric,
  sampleNames,
  withFormerNames,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type MetricName,
  type VllmMetric,
} from '../../../configs/vllm/index.ts';

const metrics: readonly VllmMetric[] = Object.values(catalogue);

/** Metric names in every list that a catalogue file exports; the catalogue object itself cannot contain duplicates. */
const folder = new URL('../../../configs/vllm/', import.meta.url);
const modules = await Promise.all(
  readdirSync(folder).map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
);
const defined = [...new Set(modules.flatMap((module) => Object.values(module)))]
  .filter((value): value is readonly VllmMetric[] => Array.isArray(value) && value.every(isMetric))
  .flatMap((list) => list.map(({ name }) => name));

function isMetric(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && 'since' in value;
}

describe('every metric', () => {
  it.each(metrics.map((entry) => [entry.name, entry] as const))(
    '%s is described consistently',
    (_, entry) => {
      expect(entry.name.endsWith('_total')).toBe(
        entry.type === 'counter' || entry.name === 'vllm:iteration_tokens_total',
      );
      expect(entry.buckets !== undefined).toBe(entry.type === 'histogram');
      expect(new Set(entry.labels).size).toBe(entry.labels.length);
      expect(Object.keys(entry.values ?? {}).filter((label) => !entry.labels.includes(label))).toEqual([]);
      expect(entry.help).toMatch(/^[A-Z].*\.$/);
      if (entry.until) expect(compareVersions(entry.since, entry.until)).toBeLessThanOrEqual(0);
      if (entry.hiddenUntil)
        expect(compareVersions(entry.until ?? '0.0.0', entry.hiddenUntil)).toBeLessThan(0);
      if (entry.name.endsWith('_seconds')) expect(['seconds', 'timestamp']).toContain(entry.unit);
      if (entry.name.endsWith('_perc')) expect(entry.unit).toBe('ratio');
    },
  );

  it('is defined once, and every definition is in the catalogue', () => {
    expect(defined.length).toBeGreaterThan(150);
    expect(defined.filter((name, position) => defined.indexOf(name) !== position)).toEqual([]);
    expect(defined.toSorted()).toEqual(Object.keys(catalogue).sort());
    expect(isMetricName('vllm:num_preemptions')).toBe(false);
  });

  it('has sample names distinct from those of all others', () => {
    const samples = metrics.flatMap(sampleNames);
    expect(new Set(samples).size).toBe(samples.length);
  });

  it('uses every feature', () => {
    const required = new Set(metrics.map((entry) => entry.requires));
    expect(
      Object.keys(features).filter((feature) => !required.has(feature as keyof typeof features)),
    ).toEqual([]);
  });
});

describe('former names', () => {
  it('are those of metrics that name a replacement', () => {
    const replaced = metrics.flatMap((entry) => (entry.replacedBy ? [[entry.name, entry.replacedBy]] : []));
    expect(Object.entries(fallbacks).sort()).toEqual(replaced.sort());
  });

  it('differ from their replacement only in the name', () => {
    for (const [old, replacement] of Object.entries(fallbacks)) {
      const { type, labels, unit, buckets }: VllmMetric = catalogue[replacement];
      expect(metric(old as MetricName)).toMatchObject({ type, labels, unit, ...(buckets && { buckets }) });
    }
  });

  it('come after the current one', () => {
    expect(withFormerNames('vllm:kv_cache_usage_perc')).toEqual([
      'vllm:kv_cache_usage_perc',
      'vllm:gpu_cache_usage_perc',
    ]);
    expect(withFormerNames('vllm:num_requests_running')).toEqual(['vllm:num_requests_running']);
  });
});

describe('sampleNames', () => {
  it('adds the suffixes of histograms and summaries', () => {
    expect(sampleNames(metric('vllm:time_to_first_token_seconds'))).toEqual([
      'vllm:time_to_first_token_seconds_bucket',
      'vllm:time_to_first_token_seconds_sum',
      'vllm:time_to_first_token_seconds_count',
    ]);
    expect(sampleNames(metric('http_request_size_bytes'))).toEqual([
      'http_request_size_bytes_sum',
      'http_request_size_bytes_count',
    ]);
    expect(sampleNames(metric('vllm:num_preemptions_total'))).toEqual(['vllm:num_preemptions_total']);
  });
});

describe('existsIn', () => {
  it.each([
    ['vllm:gpu_cache_usage_perc', '0.10.2', true],
    ['vllm:gpu_cache_usage_perc', '0.11.0', false],
    ['vllm:kv_cache_usage_perc', '0.9.1', false],
    ['vllm:kv_cache_usage_perc', '0.9.2', true],
    ['vllm:kv_cache_usage_perc', '0.10.0', true],
  ] as const)('%s in %s: %s', (name, version, expected) => {
    expect(existsIn(name, version)).toBe(expected);
  });
});

describe('buckets', () => {
  it.each(Object.entries(bucketFamilies))('%s are ascending', (_, bounds: readonly number[]) => {
    expect([...bounds].sort((a, b) => a - b)).toEqual(bounds);
    expect(new Set(bounds).size).toBe(bounds.length);
  });

  it('are empty for other types', () => {
    expect(boundsOf(metric('vllm:num_requests_running'))).toEqual([]);
  });

  it.each([
    [1, '1.0'],
    [0.3, '0.3'],
    [2.5, '2.5'],
    [7680, '7680.0'],
    [500_000, '500000.0'],
    [1_000_000, '1e+06'],
    [8_589_934_592, '8.589934592e+09'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [Infinity, '+Inf'],
  ])('write %d as %s', (bound, expected) => {
    expect(formatBound(bound)).toBe(expected);
  });
});

describe('the types', () => {
  // `tsc` checks the types themselves.
  it('distinguish names like the values', () => {
    expect(isMetricName('vllm:num_preemptions_total')).toBe(true);
    expect(metric('vllm:iteration_tokens_total').type).toBe('histogram');
    expectTypeOf<'vllm:num_preemptions_total'>().toExtend<CounterName>();
    expectTypeOf<'vllm:num_preemptions'>().not.toExtend<MetricName>();
    expectTypeOf<'vllm:num_requests_running'>().toExtend<GaugeName>();
    expectTypeOf<'vllm:iteration_tokens_total'>().toExtend<HistogramName>();
    expectTypeOf<'vllm:iteration_tokens_total'>().not.toExtend<CounterName>();
    expectTypeOf(metric('vllm:time_to_first_token_seconds').buckets).toEqualTypeOf<'time_to_first_token'>();
  });
});
