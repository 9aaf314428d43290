import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  exporters,
  findMetric,
  metricOf,
  targetLabels,
  type MetricName,
} from '../../../configs/promql/index.ts';
import { boundsOf, catalogue, sampleNames, type Metric } from '../../../configs/vllm/index.ts';

const entries: readonly Metric[] = Object.values(exporters);

describe('every metric of an exporter', () => {
  it.each(entries.map((entry) => [entry.name, entry] as const))(
    '%s is described consistently',
    (name, entry) => {
      if (entry.type === 'counter' && !name.startsWith('DCGM_'))
        expect(name).toMatch(/_total$|^node_vmstat_oom_kill$/);
      expect(entry.buckets !== undefined).toBe(entry.type === 'histogram');
      expect([...boundsOf(entry)].sort((a, b) => a - b)).toEqual(boundsOf(entry));
      expect(Object.keys(entry.values ?? {}).filter((label) => !entry.labels.includes(label))).toEqual([]);
      expect(entry.labels.filter((label) => label === 'job' || label === 'instance')).toEqual([]);
      expect(entry.help).toMatch(/^[A-Z1].*\.$/);
      if (name.endsWith('_bytes') || name.endsWith('_bytes_total')) expect(entry.unit).toBe('bytes');
    },
  );

  it('has a name that vLLM does not use', () => {
    expect(entries.filter(({ name }) => name in catalogue)).toEqual([]);
  });
});

describe('metricOf', () => {
  it('finds the metric that a sample belongs to', () => {
    for (const entry of [...entries, ...Object.values(catalogue)]) {
      for (const sample of sampleNames(entry)) expect(metricOf(sample)).toBe(entry);
      expect(findMetric(entry.name)).toBe(entry);
    }
  });

  it('finds none for a name that is not exposed', () => {
    expect(metricOf('vllm:num_preemptions')).toBeUndefined();
    expect(metricOf('vllm:time_to_first_token_seconds')).toBeUndefined();
  });
});

describe('the names', () => {
  it('are those of vLLM and of the exporters', () => {
    const all = [...Object.keys(catalogue), ...Object.keys(exporters)];
    expect(all.filter((name) => findMetric(name)?.name !== name)).toEqual([]);
    expect(new Set(all).size).toBe(entries.length + Object.keys(catalogue).length);
    expectTypeOf<keyof typeof catalogue | keyof typeof exporters>().toEqualTypeOf<MetricName>();
  });
});

describe('targetLabels', () => {
  it('never stand for a label that vLLM sets', () => {
    const own = new Set(Object.values(catalogue).flatMap((entry: Metric) => entry.labels));
    expect(targetLabels.filter((label) => own.has(label))).toEqual([]);
  });
});
