import { describe, expect, it } from 'vitest';
import { describe as describePanel } from '../../../configs/dashboards/describe.ts';
import { cells, optionalRow, place, row } from '../../../configs/dashboards/layout.ts';
import {
  modelGauge,
  modelMean,
  modelQuantile,
  modelRate,
  modelWithin,
  serverRate,
} from '../../../configs/dashboards/model-series.ts';
import { limitOf } from '../../../configs/dashboards/objectives.ts';
import { own, ownGauge, ownMean, ownQuantile, ownRate } from '../../../configs/dashboards/own-series.ts';
import { stat } from '../../../configs/dashboards/panels.ts';
import { print, PROBE_PATH, type Expression } from '../../../configs/promql/index.ts';
import { settings } from './dashboard.ts';

/** The printed expression on one line. */
const text = (expression: Expression) => print(expression).replaceAll('\n', ' ');

const RECORDED = 'cluster=~"$cluster",namespace=~"$namespace",job=~"$job",model_name=~"$model_name"';
const OWN =
  'cluster=~"$cluster",namespace=~"$namespace",job=~"$job",instance=~"$instance",model_name=~"$model_name",engine=~"$engine"';

describe('series of the engines', () => {
  it('are filtered by every variable whose label they have', () => {
    expect(text(own('vllm:num_requests_running'))).toBe(`vllm:num_requests_running{${OWN}}`);
    expect(text(own('up'))).toBe(
      'up{cluster=~"$cluster",namespace=~"$namespace",job=~"$job",instance=~"$instance"}',
    );
    expect(text(own('vllm:request_success_total', { finished_reason: 'stop' }))).toBe(
      `vllm:request_success_total{${OWN},finished_reason="stop"}`,
    );
  });

  it('are read under former names on older servers', () => {
    expect(text(ownGauge('vllm:kv_cache_usage_perc'))).toBe(
      [
        `kv_cache_usage_perc{${OWN},pid=""}`,
        `gpu_cache_usage_perc{${OWN}}`,
        `kv_cache_usage_perc{${OWN},pid!=""}`,
      ]
        .map((each) => `max by (cluster, namespace, job, instance, model_name, engine) (vllm:${each})`)
        .join(' or '),
    );
    expect(text(ownRate('up' as never))).toBe(
      'rate(up{cluster=~"$cluster",namespace=~"$namespace",job=~"$job",instance=~"$instance"}[$__rate_interval])',
    );
    expect(text(ownQuantile(0.95, 'vllm:time_to_first_token_seconds', ['instance']))).toBe(
      `histogram_quantile(0.95, sum by (le, instance) (rate(vllm:time_to_first_token_seconds_bucket{${OWN}}[$__rate_interval]))) >= 0`,
    );
    expect(text(ownMean('vllm:inter_token_latency_seconds'))).toContain(
      'vllm:time_per_output_token_seconds_sum',
    );
  });
});

describe('series of models', () => {
  const rate = (name: string, conditions = '') =>
    `rate(vllm:${name}{${OWN}${conditions},instance=~"$raw"}[$__rate_interval])`;
  const recorded = (name: string, conditions = '') =>
    `job_model:vllm_${name}{${RECORDED}${conditions},model_name!~"$raw"}`;

  it('are either recorded or those of the engines, never both', () => {
    expect(text(modelRate('vllm:generation_tokens_total'))).toBe(
      `${recorded('generation_tokens:rate${window}')} or ${rate('generation_tokens_total')}`,
    );
    expect(text(modelGauge('waitingByReason'))).toBe(
      `${recorded('num_requests_waiting_by_reason:sum${window}')} or sum by (cluster, namespace, job, model_name, reason) (vllm:num_requests_waiting_by_reason{${OWN},instance=~"$raw"})`,
    );
    expect(text(modelGauge('engines'))).toBe(
      `${recorded('engines:count${window}')} or count by (cluster, namespace, job, model_name) (vllm:num_requests_running{${OWN},instance=~"$raw"})`,
    );
  });

  it('have quantiles and means over all requests', () => {
    const buckets = text(modelRate('vllm:e2e_request_latency_seconds_bucket'));
    expect(text(modelQuantile(0.5, 'vllm:e2e_request_latency_seconds', ['model_name']))).toBe(
      `histogram_quantile(0.5, sum by (le, model_name) (${buckets})) >= 0`,
    );
    expect(text(modelMean('vllm:e2e_request_latency_seconds'))).toBe(
      `sum(${text(modelRate('vllm:e2e_request_latency_seconds_sum'))}) / (sum(${text(modelRate('vllm:e2e_request_latency_seconds_count'))}) > 0)`,
    );
  });

  it('of the API server get the model of its engine', () => {
    expect(text(serverRate('http_requests_total', { status: '5xx' }))).toBe(
      `job_model:http_requests:rate\${window}{${RECORDED},status="5xx",model_name!~"$raw"} or (rate(http_requests_total{cluster=~"$cluster",namespace=~"$namespace",job=~"$job",instance=~"$instance",handler!~"${PROBE_PATH}",status="5xx",instance=~"$raw"}[$__rate_interval]) and on (cluster, namespace, job, instance) vllm:num_requests_running{${OWN},instance=~"$raw"})`,
    );
  });

  it('use the objective of each model', () => {
    const expr = text(modelWithin(settings, 'ttft'));
    expect(expr).toContain(',le="2.5",model_name!~"$raw",model_name!~"small|org/large\\\\.v2"}');
    expect(expr).toContain(',le="0.5",model_name!~"$raw",model_name="small"}');
    expect(expr).toContain(',le="5.0",model_name!~"$raw",model_name="org/large.v2"}');
    expect(text(modelWithin(settings, 'queue'))).not.toContain('small');
  });
});

describe('descriptions', () => {
  it('contain meaning, unit and version limits of a metric', () => {
    expect(
      describePanel('Text.', [own('vllm:kv_cache_usage_perc'), own('vllm:nixl_xfer_time_seconds_sum')]),
    ).toMatch(
      /^Text\.\n\n- `vllm:kv_cache_usage_perc` \(ratio\): .*Requires vLLM 0\.9\.2 or later\.\n- `vllm:nixl_xfer_time_seconds` \(seconds\): .*Requires the NIXL KV connector\.$/,
    );
  });

  it('contain the shared objective and those of models with their own', () => {
    expect(limitOf(settings, 'ttft')).toEqual({
      shared: 2.5,
      text: 'Objective: 99% within 2.5 s; 0.5 s for small, 5 s for org/large.v2.',
    });
    expect(limitOf(settings, 'queue').text).toBe('Objective: 99% within 2 s.');
  });
});

describe('the layout', () => {
  const panel = () => stat({ title: 'Up', text: 'Text.', unit: 'none' }, [own('up'), 'Up']);

  it('goes from left to right, then down, and collapses optional rows', () => {
    const placed = place([
      row('First', cells(8, 4, [panel(), panel()]), cells(12, 6, [panel(), panel()])),
      optionalRow('Second', cells(24, 3, [panel()])),
      row('Third', cells(6, 2, [panel()])),
    ]);
    const positions = placed.map(({ type, gridPos }) => [type, gridPos?.x, gridPos?.y]);
    expect(positions).toEqual([
      ['row', 0, 0],
      ['stat', 0, 1],
      ['stat', 8, 1],
      ['stat', 0, 5],
      ['stat', 12, 5],
      ['row', 0, 11],
      ['row', 0, 12],
      ['stat', 0, 13],
    ]);
    expect(placed[5]).toMatchObject({ collapsed: true, panels: [{ gridPos: { x: 0, y: 12, w: 24, h: 3 } }] });
  });
});
