import { describe, expect, it } from 'vitest';
import { metricOf, MODEL, print, PROBE_PATH } from '../../../configs/promql/index.ts';
import { recordingRules, recordedWindows } from '../../../configs/recording/index.ts';
import { recordedGauges, recordedHistograms } from '../../../configs/recording/series.ts';
import { parseSettings } from '../../../configs/index.ts';
import { seconds } from '../../../configs/settings/index.ts';
import { faultsOf, resultLabels, selectorsOf } from '../dashboards/promql-tree.ts';

const settings = parseSettings({});
const groups = recordingRules(settings);
const rules = groups.flatMap(({ name, rules }) =>
  rules.map((rule) => ({ group: name, ...rule, expr: print(rule.expr) })),
);
const exprOf = (record: string) => rules.find((rule) => rule.record === record)?.expr;

describe('the recorded series', () => {
  it('are named by level, metric and operation, each once', () => {
    for (const { record } of rules) {
      expect(record).toMatch(
        /^job_(model|instance):(vllm|http|rate|process)_[a-z0-9_]+:(rate|ratio|p95|sum|max|min|avg|count)(\d+[mh])?$/,
      );
    }
    const names = rules.map(({ record }) => record).filter((name) => !name.includes('rate_evaluations'));
    expect(new Set(names).size).toBe(names.length);
  });

  it('are well-formed and keep the labels of a model', () => {
    for (const { record, expr } of rules) {
      expect(faultsOf(expr), record).toEqual([]);
      const labels = resultLabels(expr);
      if (labels !== undefined && labels.length > 0)
        expect(labels, record).toEqual(expect.arrayContaining([...MODEL]));
    }
  });

  it('are computed as written', () => {
    expect(exprOf('job_model:vllm_num_requests_running:sum')).toBe(
      'sum by (cluster, namespace, job, model_name) (vllm:num_requests_running)',
    );
    expect(exprOf('job_model:vllm_kv_cache_usage_perc:max')).toBe(
      [
        'max by (cluster, namespace, job, model_name) (max by (SERVER) (vllm:kv_cache_usage_perc{pid=""})',
        'or',
        'max by (SERVER) (vllm:gpu_cache_usage_perc)',
        'or',
        'max by (SERVER) (vllm:kv_cache_usage_perc{pid!=""}))',
      ]
        .join('\n')
        .replaceAll('SERVER', 'cluster, namespace, job, instance, model_name, engine'),
    );
    expect(exprOf('job_model:vllm_request_success:rate1m')).toBe(
      'sum by (cluster, namespace, job, model_name, finished_reason) (rate(vllm:request_success_total[1m15s]))',
    );
    expect(exprOf('job_model:vllm_inter_token_latency_seconds_bucket:rate1m')).toBe(
      'sum by (cluster, namespace, job, model_name, le) (rate(vllm:inter_token_latency_seconds_bucket[1m15s])\nor\nrate(vllm:time_per_output_token_seconds_bucket[1m15s]))',
    );
    expect(exprOf('job_model:vllm_inter_token_latency_seconds_count:rate1m')).toBe(
      'sum by (cluster, namespace, job, model_name) (job_model:vllm_inter_token_latency_seconds_bucket:rate1m{le="+Inf"})',
    );
    expect(exprOf('job_model:vllm_inter_token_latency_seconds_bucket:rate5m')).toBe(
      [
        'sum_over_time(job_model:vllm_inter_token_latency_seconds_bucket:rate1m[5m])',
        '/ on () group_left ()',
        'count_over_time(job_model:rate_evaluations:count{group="vllm-model-inter-token-latency-seconds"}[5m])',
      ].join('\n'),
    );
    expect(exprOf('job_model:vllm_inter_token_latency_seconds_bucket:rate1h')).toBe(
      [
        'sum_over_time(job_model:vllm_inter_token_latency_seconds_bucket:rate1m[1h])',
        '/ on () group_left ()',
        'count_over_time(job_model:rate_evaluations:count{group="vllm-model-inter-token-latency-seconds"}[1h])',
      ].join('\n'),
    );
    expect(exprOf('job_model:vllm_kv_cache_usage_perc:max1h')).toBe(
      'max_over_time(job_model:vllm_kv_cache_usage_perc:max[1h])',
    );
    expect(exprOf('job_model:vllm_engines:count5m')).toBe('avg_over_time(job_model:vllm_engines:count[5m])');
    expect(exprOf('job_model:http_requests:rate1m')).toBe(
      [
        `sum by (cluster, namespace, job, model_name, status) (rate(http_requests_total{handler!~"${PROBE_PATH}"}[1m15s])`,
        '* on (cluster, namespace, job, instance) group_left (model_name)',
        'topk by (cluster, namespace, job, instance) (1, group by (cluster, namespace, job, instance, model_name) (vllm:num_requests_running)))',
      ].join('\n'),
    );
  });

  it('read the engines once, and after that only each other, so that replicas cost nothing more', () => {
    const reading = (group: string) =>
      rules
        .filter((rule) => rule.group === group)
        .flatMap(({ expr }) => selectorsOf(expr).map(({ name }) => name));
    const later = groups.filter(({ name }) => name.startsWith('vllm-model-rates-'));
    expect(later.map(({ name }) => name)).toEqual(['vllm-model-rates-5m', 'vllm-model-rates-1h']);
    for (const { name } of later) {
      for (const read of reading(name)) expect(rules.map(({ record }) => record)).toContain(read);
    }
    const others = rules.filter(({ expr }) => !selectorsOf(expr).some(({ name }) => metricOf(name)));
    const readsOwn = others.filter(
      ({ group, record }) => !group.startsWith('vllm-model-rates-') && !record.includes('rate_evaluations'),
    );
    // The last bucket of each histogram, and each gauge over the shortest window.
    const gauges = Object.values(recordedGauges).filter((gauge) => 'over' in gauge);
    expect(readsOwn).toHaveLength(recordedHistograms.length + gauges.length);
  });

  it('have each rate for every window', () => {
    const rates = (window: string) => rules.filter(({ record }) => record.endsWith(`:rate${window}`)).length;
    expect(rates('1m')).toBeGreaterThan(50);
    expect([rates('5m'), rates('1h')]).toEqual([rates('1m'), rates('1m')]);
  });
});

describe('the recorded windows', () => {
  const windowsOf = (raw: Record<string, unknown>) =>
    recordedWindows(parseSettings(raw)).map(({ window }) => window);

  it('cover four scrapes of the slowest target', () => {
    expect(windowsOf({})).toEqual(['1m', '5m', '1h']);
    expect(windowsOf({ prometheus: { scrapeInterval: '5s', scrapeTimeout: '5s' } })).toEqual([
      '1m',
      '5m',
      '1h',
    ]);
    expect(windowsOf({ prometheus: { scrapeInterval: '30s' } })).toEqual(['2m', '10m', '2h']);
    const slow = { name: 'slow', endpoints: ['vllm:8000'], interval: '1m' };
    expect(windowsOf({ targets: [slow] })).toEqual(['4m', '20m', '4h']);
  });

  it('are evaluated once per window, or evenly within it, and never further apart than a series without samples lasts', () => {
    for (const scrapeInterval of ['10s', '15s', '30s', '45s', '60s', '120s']) {
      const windows = recordedWindows(parseSettings({ prometheus: { scrapeInterval } }));
      for (const { window, interval } of windows) {
        expect(seconds(interval), scrapeInterval).toBeLessThanOrEqual(300);
        expect(seconds(window) % seconds(interval), scrapeInterval).toBe(0);
      }
    }
  });

  it('grow with the time range, the last without end', () => {
    const [short, middle, long] = recordedWindows(settings);
    expect(short.longestRange).toBe(12 * 3600);
    expect(middle.longestRange).toBe(60 * 3600);
    expect(long.longestRange).toBe(Infinity);
  });
});
