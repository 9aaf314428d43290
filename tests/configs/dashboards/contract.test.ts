import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../configs/promql/index.ts';
import { recordedWindows } from '../../../configs/recording/index.ts';
import { boundsOf, formatBound } from '../../../configs/vllm/index.ts';
import { promqlQueries, settings } from './board.ts';
import { hasOpenLabels, labelsOfSeries, recordedLabels } from './known-series.ts';
import { faultsOf, resultLabels, selectorsOf, withDurations, type Selector } from './promql-tree.ts';

const windows = recordedWindows(settings).map(({ window }) => window);

/** Each query once per recorded window it may be given. */
const queries = promqlQueries.flatMap(({ board, title, refId, expr, legendFormat }) =>
  (expr.includes('${window}') ? windows : windows.slice(0, 1)).map((window) => ({
    board,
    title,
    refId,
    window,
    legendFormat: legendFormat ?? '',
    query: withDurations(expr, window),
    original: expr,
  })),
);

const isCumulative = (name: string) => {
  const metric = metricOf(name);
  return (
    metric !== undefined &&
    (metric.type === 'counter' ||
      ((metric.type === 'histogram' || metric.type === 'summary') && name !== metric.name))
  );
};

/** Bases of recorded shares, which are no more to be added up than the shares themselves. */
const isShare = (name: string) =>
  metricOf(name)?.unit === 'ratio' || /_perc:(max|avg|min)$|:ratio|remaining/.test(name);

const calls = ({ enclosing }: Selector) =>
  enclosing.flatMap((around) => (around.kind === 'call' ? [around.name] : []));

const aggregates = ({ enclosing }: Selector) =>
  enclosing.flatMap((around) => (around.kind === 'aggregate' ? [around] : []));

/** The right-hand side of `and on`, of which only the existence counts. */
const onlyMatched = ({ name, enclosing }: Selector) =>
  enclosing[0]?.kind === 'matching' && !isCumulative(name);

describe.each(queries)('$board, $title $refId, $window', ({ query, original, legendFormat }) => {
  const selectors = selectorsOf(query);

  it('is well-formed PromQL about something', () => {
    expect(faultsOf(query)).toEqual([]);
    expect(selectors.length).toBeGreaterThan(0);
  });

  it('names only series that something makes, and labels they have', () => {
    for (const { name, matchers } of selectors) {
      const labels = labelsOfSeries(name);
      expect(labels, name).toBeDefined();
      if (!hasOpenLabels(name))
        expect(labels).toEqual(expect.arrayContaining(matchers.map(({ label }) => label)));
    }
  });

  it('asks for the chosen job', () => {
    for (const { matchers } of selectorsOf(withDurations(original))) {
      // The board of logs calls a job a service.
      const jobs = matchers.filter(({ label }) => label === 'job');
      expect(jobs.slice(0, 1)).toEqual([
        { label: 'job', operator: '=~', value: expect.stringMatching(/^\$(job|service)$/) },
      ]);
    }
  });

  it('takes the rate of everything that only grows, and of nothing else', () => {
    for (const selector of selectors) {
      const [inner] = calls(selector);
      const rates = inner === 'rate' || inner === 'increase';
      expect(rates && selector.range !== undefined, selector.name).toBe(isCumulative(selector.name));
    }
  });

  it('keeps the buckets of histograms apart', () => {
    for (const selector of selectors.filter(({ name }) => name.includes('_bucket'))) {
      const exact = selector.matchers.find(({ label }) => label === 'le');
      if (exact === undefined) expect(aggregates(selector)[0]?.by, selector.name).toContain('le');
      else {
        const metric = metricOf(selector.name);
        expect(exact.operator).toBe('=');
        if (metric) expect(boundsOf(metric).map(formatBound)).toContain(exact.value);
        else expect(exact.value).toMatch(/\.\d|e[+-]\d\d$/);
      }
    }
  });

  it('adds up no shares', () => {
    for (const selector of selectors.filter(({ name }) => isShare(name))) {
      expect(
        aggregates(selector).map(({ operation }) => operation),
        selector.name,
      ).not.toContain('sum');
    }
  });

  it('groups by labels there are', () => {
    for (const selector of selectors) {
      const [nearest] = aggregates(selector);
      if (nearest === undefined || hasOpenLabels(selector.name) || onlyMatched(selector)) continue;
      expect(labelsOfSeries(selector.name), selector.name).toEqual(expect.arrayContaining([...nearest.by]));
    }
  });

  it('writes labels into the legend that the result has', () => {
    const named = [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label!);
    const labels = resultLabels(query);
    for (const label of named) expect(labels, legendFormat).toContain(label);
  });
});

describe('the contract', () => {
  it('covers every board that reads metrics', () => {
    expect(new Set(queries.map(({ board }) => board)).size).toBeGreaterThanOrEqual(5);
    expect(promqlQueries.length).toBeGreaterThan(200);
    expect(recordedLabels.size).toBeGreaterThan(100);
  });

  it('tells right queries from wrong ones', () => {
    expect(faultsOf('sum by (le) (rate(x[5m])')).not.toEqual([]);
    expect(labelsOfSeries('vllm:num_preemptions')).toBeUndefined();
    expect(labelsOfSeries('vllm:num_preemptions_total')).toContain('engine');
    expect(labelsOfSeries('job_model:vllm_prompt_tokens:rate5m')).toEqual(['job', 'model_name']);
    expect(isShare('vllm:kv_cache_usage_perc')).toBe(true);
    expect(isCumulative('vllm:time_to_first_token_seconds_bucket')).toBe(true);
    expect(isCumulative('vllm:num_requests_running')).toBe(false);
  });
});
