import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diet, samplesRead } from '../../../configs/prometheus/diet.ts';
import type { RelabelRule } from '../../../configs/prometheus/scrape-job.ts';
import { parseSettings } from '../../../configs/index.ts';

const FIXTURE = new URL('../../fixtures/vllm/vllm-0.32.0-loaded.prom', import.meta.url);

/** Name and `le` of every series of an engine under load. */
const series = readFileSync(FIXTURE, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({
    __name__: /^[^{ ]+/.exec(line)![0],
    le: /[{,]le="([^"]+)"/.exec(line)?.[1] ?? '',
  }));

/** `keep` and `drop` as in Prometheus: label values joined by `;`, the expression fully anchored. */
function after(rules: readonly RelabelRule[]): typeof series {
  return series.filter((labels) =>
    rules.every(({ action, source_labels: names = [], regex }) => {
      const text = names.map((name) => labels[name as keyof typeof labels]).join(';');
      return new RegExp(`^(?:${regex})$`).test(text) === (action === 'keep');
    }),
  );
}

const namesOf = (kept: typeof series) => new Set(kept.map(({ __name__ }) => __name__));

describe('a full scrape', () => {
  const kept = after(diet(parseSettings({})));

  it('drops series that no known dashboard reads, and no vLLM metric', () => {
    const lost = [...namesOf(series)].filter((name) => !namesOf(kept).has(name));
    expect(lost.filter((name) => name.startsWith('vllm:') && !name.endsWith('_created'))).toEqual([]);
    expect(lost).toContain('python_gc_collections_total');
    expect(kept.length).toBeLessThan(series.length);
  });

  it('keeps every bucket', () => {
    const buckets = (all: typeof series) => all.filter(({ le }) => le !== '').length;
    expect(buckets(kept)).toBe(buckets(series));
  });
});

describe('a lean scrape', () => {
  const settings = parseSettings({ scrape: { series: 'lean' } });
  const kept = after(diet(settings));

  it('keeps at most 60% of the series of an engine under load', () => {
    expect(series).toHaveLength(442);
    expect(kept.length / series.length).toBeLessThanOrEqual(0.6);
  });

  it('keeps at least one series of everything that a dashboard or rule reads', () => {
    const read = samplesRead(settings).filter((name) => namesOf(series).has(name));
    expect(read.length).toBeGreaterThan(60);
    expect(read.filter((name) => !namesOf(kept).has(name))).toEqual([]);
  });

  it('keeps the last bucket of every histogram, which quantiles require', () => {
    const last = (all: typeof series) => namesOf(all.filter(({ le }) => le === '+Inf'));
    const read = new Set(samplesRead(settings));
    expect([...last(series)].filter((name) => read.has(name) && !last(kept).has(name))).toEqual([]);
  });

  it('keeps the bounds that objectives use', () => {
    const own = parseSettings({
      scrape: { series: 'lean' },
      models: [{ name: 'a', slo: { e2e: { threshold: 15 } } }],
    });
    const bounds = (all: typeof series) =>
      all
        .filter(({ __name__ }) => __name__ === 'vllm:e2e_request_latency_seconds_bucket')
        .map(({ le }) => le);
    expect(bounds(kept)).not.toContain('15.0');
    expect(bounds(after(diet(own)))).toContain('15.0');
  });
});
