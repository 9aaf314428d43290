import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../configs/promql/index.ts';
import { recordedWindows } from '../../../configs/recording/index.ts';
import { boundsOf, formatBound } from '../../../configs/vllm/index.ts';
import { promqlQueries, settings } from './dashboard.ts';
import { hasOpenLabels, labelsOfSeries, recordedLabels } from './known-series.ts';
import { faultsOf, resultLabels, selectorsOf, withDurations, type Selector } from './promql-tree.ts';

const windows = recordedWindows(settings).map(({ window }) => window);

interface Query {
  /** Dashboard, panel, query and recorded window. */
  readonly where: string;
  readonly query: string;
  readonly selectors: readonly Selector[];
  readonly legend: string;
}

const queryOf = (where: string, expr: string, window = '1m', legend = ''): Query => {
  const query = withDurations(expr, window);
  return { where, query, selectors: selectorsOf(query), legend };
};

/** Each query once per recorded window. */
const queries = promqlQueries.flatMap(({ dashboard, title, refId, expr, legendFormat }) =>
  (expr.includes('${window}') ? windows : windows.slice(0, 1)).map((window) =>
    queryOf(`${dashboard}, ${title} ${refId}, ${window}`, expr, window, legendFormat),
  ),
);

const isCumulative = (name: string) => {
  const metric = metricOf(name);
  return (
    metric !== undefined &&
    (metric.type === 'counter' ||
      ((metric.type === 'histogram' || metric.type === 'summary') && name !== metric.name))
  );
};

/** Base names of recorded shares, which must not be summed, just like the shares themselves. */
const isShare = (name: string) =>
  metricOf(name)?.unit === 'ratio' || /_perc:(max|avg|min)$|:ratio|remaining/.test(name);

const calls = ({ enclosing }: Selector) =>
  enclosing.flatMap((around) => (around.kind === 'call' ? [around.name] : []));

const aggregates = ({ enclosing }: Selector) =>
  enclosing.flatMap((around) => (around.kind === 'aggregate' ? [around] : []));

/** The right-hand side of `and on`, of which only the existence matters. */
const onlyMatched = ({ name, enclosing }: Selector) =>
  enclosing[0]?.kind === 'matching' && !isCumulative(name);

/** One checked selector: the problem, or nothing. */
type Finding = string | false;

/** Checks every selector that the rule applies to. */
const ofSelectors =
  (concerns: (selector: Selector) => boolean, fault: (selector: Selector) => Finding) =>
  ({ selectors }: Query): Finding[] =>
    selectors.filter(concerns).map((selector) => {
      const found = fault(selector);
      return found === false ? false : `${selector.name} ${found}`;
    });

const every = () => true;
const missing = (labels: readonly string[], known: readonly string[] = []) =>
  labels.filter((label) => !known.includes(label));

/** Problem of a bucket selector: neither grouped by `le` nor matched by an existing bound in Prometheus' spelling. */
function bucketFault(selector: Selector): Finding {
  const exact = selector.matchers.find(({ label }) => label === 'le');
  if (exact === undefined)
    return aggregates(selector)[0]?.by.includes('le') !== true && 'is not grouped by le';
  const metric = metricOf(selector.name);
  const exists = metric
    ? boundsOf(metric).map(formatBound).includes(exact.value)
    : /\.\d|e[+-]\d\d$/.test(exact.value);
  return (exact.operator !== '=' || !exists) && `has no bucket le${exact.operator}"${exact.value}"`;
}

/** Each rule with a query that violates it, and the minimum number of places where the dashboards are subject to it. */
const RULES: readonly {
  readonly rule: string;
  readonly findings: (query: Query) => readonly Finding[];
  readonly atLeast: number;
  readonly bad: readonly [expr: string, legend?: string];
}[] = [
  {
    rule: 'are well-formed PromQL',
    findings: ({ query }) => [faultsOf(query).join('; ') || false],
    atLeast: 500,
    bad: ['sum by (le) (rate(x[5m])'],
  },
  {
    rule: 'read at least one series',
    findings: ({ selectors }) => [selectors.length === 0 && 'reads nothing'],
    atLeast: 500,
    bad: ['vector(1)'],
  },
  {
    rule: 'read only series that exist',
    findings: ofSelectors(every, ({ name }) => labelsOfSeries(name) === undefined && 'does not exist'),
    atLeast: 1000,
    bad: ['vllm:num_preemptions{job=~"$job"}'],
  },
  {
    rule: 'match only labels that the series have',
    findings: ofSelectors(
      ({ name }) => !hasOpenLabels(name),
      ({ name, matchers }) => {
        const unknown = missing(
          matchers.map(({ label }) => label),
          labelsOfSeries(name),
        );
        return unknown.length > 0 && `has no label ${unknown.join(', ')}`;
      },
    ),
    atLeast: 1000,
    bad: ['vllm:num_requests_running{job=~"$job",reason="a"}'],
  },
  {
    // On the logs dashboard, the job is called service.
    rule: 'match the chosen job',
    findings: ofSelectors(every, ({ matchers }) => {
      const job = matchers.find(({ label }) => label === 'job');
      return !(job?.operator === '=~' && /^\$(job|service)$/.test(job.value)) && 'does not match the job';
    }),
    atLeast: 1000,
    bad: ['vllm:num_requests_running{job="vllm"}'],
  },
  {
    rule: 'apply rate() to what only grows, and to nothing else',
    findings: ofSelectors(every, (selector) => {
      const [inner] = calls(selector);
      const rates = (inner === 'rate' || inner === 'increase') && selector.range !== undefined;
      return rates !== isCumulative(selector.name) && (rates ? 'is no counter' : 'has no rate()');
    }),
    atLeast: 1000,
    bad: ['sum(vllm:num_preemptions_total{job=~"$job"})'],
  },
  {
    rule: 'keep the buckets of histograms apart',
    findings: ofSelectors(({ name }) => name.includes('_bucket'), bucketFault),
    atLeast: 200,
    bad: ['sum by (job) (rate(vllm:time_to_first_token_seconds_bucket{job=~"$job"}[5m]))'],
  },
  {
    rule: 'add up no shares',
    findings: ofSelectors(
      ({ name }) => isShare(name),
      (selector) =>
        aggregates(selector).some(({ operation }) => operation === 'sum') && 'is a share that is added up',
    ),
    atLeast: 20,
    bad: ['sum(vllm:kv_cache_usage_perc{job=~"$job"})'],
  },
  {
    rule: 'group by labels that the series have',
    findings: ofSelectors(
      (selector) =>
        aggregates(selector).length > 0 && !hasOpenLabels(selector.name) && !onlyMatched(selector),
      (selector) => {
        const unknown = missing(aggregates(selector)[0]!.by, labelsOfSeries(selector.name));
        return unknown.length > 0 && `has no label ${unknown.join(', ')}`;
      },
    ),
    atLeast: 1000,
    bad: ['sum by (reason) (vllm:num_requests_running{job=~"$job"})'],
  },
  {
    rule: 'have legends of labels that the result has',
    findings: ({ query, legend }) =>
      [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(
        ([, label]) => resultLabels(query)?.includes(label!) !== true && `the result has no label ${label}`,
      ),
    atLeast: 200,
    bad: ['sum by (job) (vllm:num_requests_running{job=~"$job"})', '{{model_name}}'],
  },
];

describe('the queries of the dashboards', () => {
  it.each(RULES)('$rule', ({ findings, atLeast }) => {
    const all = queries.flatMap((query) =>
      findings(query).map((finding) => finding !== false && `${query.where}: ${finding}`),
    );
    expect(all.filter((finding) => finding !== false)).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(RULES)('$rule, and detects a violation', ({ findings, bad: [expr, legend] }) => {
    expect(findings(queryOf('wrong', expr, '1m', legend)).some(Boolean)).toBe(true);
  });

  it('come from every dashboard that reads metrics', () => {
    expect(new Set(promqlQueries.map(({ dashboard }) => dashboard)).size).toBeGreaterThanOrEqual(5);
    expect(promqlQueries.length).toBeGreaterThan(200);
    expect(recordedLabels.size).toBeGreaterThan(100);
  });

  it('are checked against the known labels of each series', () => {
    expect(labelsOfSeries('vllm:num_preemptions')).toBeUndefined();
    expect(labelsOfSeries('vllm:num_preemptions_total')).toContain('engine');
    expect(labelsOfSeries('job_model:vllm_prompt_tokens:rate5m')).toEqual([
      'cluster',
      'namespace',
      'job',
      'model_name',
    ]);
    expect(isShare('vllm:kv_cache_usage_perc')).toBe(true);
    expect(isCumulative('vllm:time_to_first_token_seconds_bucket')).toBe(true);
    expect(isCumulative('vllm:num_requests_running')).toBe(false);
  });
});
