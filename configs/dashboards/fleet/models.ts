import { fraction, maxBy, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { cell, drillDown } from '../links.ts';
import { BY_MODEL } from '../place.ts';
import { limitOf } from '../objectives.ts';
import { heightForModels } from '../table-height.ts';
import { currentGauge, modelQuantile, modelRate, requestRate } from '../model-series.ts';

/** One row per model: load, latency and errors. */
export function modelsRow(settings: Settings): Row {
  return row('Models', cells(24, heightForModels(settings), [models(settings)]));
}

function models(settings: Settings) {
  const finished = sumBy(BY_MODEL, modelRate('vllm:request_success_total'));
  const failed = sumBy(BY_MODEL, modelRate('vllm:request_success_total', { finished_reason: 'error' }));
  return columns({
    title: 'Models',
    text: `One row per model, at the end of the time range. Click a model to open its performance. KV cache usage is that of the fullest engine. Latency turns red above the objective. ${limitOf(settings, 'ttft').text.replace('Objective', 'TTFT')}`,
    idle: 'No engines',
    keys: [
      {
        label: 'model_name',
        title: 'Model',
        link: {
          title: 'Performance of this model',
          url: drillDown(settings, 'vllm-performance', { model_name: cell('Model') }),
        },
      },
    ],
    columns: [
      { title: 'Engines', expr: sumBy(BY_MODEL, currentGauge('engines')), unit: 'none' },
      { title: 'Requests', expr: requestRate(BY_MODEL), unit: 'reqps' },
      {
        title: 'Output tokens',
        expr: sumBy(BY_MODEL, modelRate('vllm:generation_tokens_total')),
        unit: 'count:tok/s',
      },
      {
        title: 'TTFT p99',
        expr: modelQuantile(0.99, 'vllm:time_to_first_token_seconds', BY_MODEL),
        unit: 's',
        bounds: [[limitOf(settings, 'ttft').shared, 'red']],
      },
      {
        title: 'TPOT p99',
        expr: modelQuantile(0.99, 'vllm:request_time_per_output_token_seconds', BY_MODEL),
        unit: 's',
        bounds: [[limitOf(settings, 'tpot').shared, 'red']],
      },
      {
        title: 'E2E latency p99',
        expr: modelQuantile(0.99, 'vllm:e2e_request_latency_seconds', BY_MODEL),
        unit: 's',
        bounds: [[limitOf(settings, 'e2e').shared, 'red']],
      },
      { title: 'Running', expr: sumBy(BY_MODEL, currentGauge('running')), unit: 'none' },
      {
        title: 'Waiting',
        expr: sumBy(BY_MODEL, currentGauge('waiting')),
        unit: 'none',
        bounds: [[1, 'yellow']],
      },
      {
        title: 'KV cache usage',
        expr: maxBy(BY_MODEL, currentGauge('kvUsageMax')),
        unit: 'percentunit',
        bounds: [
          [0.9, 'yellow'],
          [0.98, 'red'],
        ],
      },
      {
        title: 'Preemptions',
        expr: sumBy(BY_MODEL, modelRate('vllm:num_preemptions_total')),
        unit: 'count:/s',
        bounds: [[0.01, 'yellow']],
      },
      {
        title: 'Error rate',
        expr: fraction(failed, finished),
        unit: 'percentunit',
        decimals: 2,
        bounds: [[1 - settings.slo.availability.objective, 'red']],
      },
    ],
  });
}
