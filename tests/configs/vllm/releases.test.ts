import { describe, expect, it } from 'vitest';
import {
  catalogue,
  existsIn,
  formatBound,
  isMetricName,
  type MetricName,
  type VllmMetric,
} from '../../../configs/vllm/index.ts';
import { disagreements } from './agreement.ts';
import { captures, madeVersions, readFixture } from './fixtures.ts';

const names = Object.keys(catalogue).filter(isMetricName);

/** vLLM takes these names from a third-party package. */
const notMade = names.filter((name) => (catalogue[name] as VllmMetric).requires === 'kvcr');

describe.each(captures)('%s, captured from a real server', (file) => {
  const families = readFixture(file);
  const exposed = new Set(families.map((family) => family.name));

  it('agrees with the catalogue in every name, type, label and bucket', () => {
    expect(families.length).toBeGreaterThan(50);
    expect(families.flatMap(disagreements)).toEqual([]);
  });

  it('has every metric of its release that needs no option', () => {
    const expected = names.filter(
      (name) => existsIn(name, '0.32.0') && !(catalogue[name] as VllmMetric).requires,
    );
    expect(expected.filter((name) => !exposed.has(name))).toEqual([]);
  });
});

describe('metrics without traffic', () => {
  const idle = new Map(readFixture(captures[0]).map((family) => [family.name, family.samples.length]));

  it('have series from the start unless the catalogue marks them as lazy', () => {
    for (const [name, samples] of idle) {
      const { lazy }: VllmMetric = catalogue[name as MetricName];
      expect([name, samples > 0]).toEqual([name, lazy !== true]);
    }
  });
});

describe.each(madeVersions)('vLLM %s, from its own definitions', (version) => {
  const families = readFixture(`made-${version}.prom`);
  const exposed = new Set(families.map((family) => family.name));

  it('agrees with the catalogue in every name, type, label and bucket', () => {
    const known = version === '0.8.5' ? ['vllm:cache_config_info has no label engine'] : [];
    expect(families.flatMap(disagreements)).toEqual(known);
  });

  it('has exactly the metrics that the catalogue dates to it', () => {
    const expected = names.filter((name) => existsIn(name, version) && !notMade.includes(name));
    expect([...exposed].sort()).toEqual(expected.sort());
  });
});

describe('bucket bounds', () => {
  it('are spelled as by vLLM', () => {
    const written = new Set(
      readFixture('made-0.33.0.prom').flatMap((family) =>
        family.samples.flatMap((sample) => sample.labels['le'] ?? []),
      ),
    );
    expect([...written].filter((le) => formatBound(le === '+Inf' ? Infinity : Number(le)) !== le)).toEqual(
      [],
    );
  });
});

describe('the tested releases', () => {
  it('reach from the oldest supported one to the newest', () => {
    expect(madeVersions).toHaveLength(10);
    expect([madeVersions[0], madeVersions.at(-1)]).toEqual(['0.8.5', '0.33.0']);
  });
});
