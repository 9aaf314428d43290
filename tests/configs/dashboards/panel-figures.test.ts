import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../../helpers/panel-queries.ts';
import { describeWith } from '../../helpers/tools.ts';

interface FigureCase {
  readonly name: string;
  readonly panel: string;
  readonly series: readonly { readonly series: string; readonly values: string }[];
  /** Labels of each result, with its figure. */
  readonly figures: readonly (readonly [labels: string, value: number])[];
}

const gpu = (metric: string, labels: string, value: number) => ({
  series: `${metric}{job="dcgm-exporter",instance="n",gpu="0"${labels}}`,
  values: `${value}x40`,
});
const SLICES = [',GPU_I_ID="1",GPU_I_PROFILE="3g.40gb"', ',GPU_I_ID="2",GPU_I_PROFILE="3g.40gb"'] as const;
const WHOLE = { series: 'DCGM_FI_DEV_GPU_UTIL{job="dcgm-exporter",instance="w",gpu="1"}', values: '70x40' };
const shown = (slice: string) => `{instance="n",gpu="0"${slice}}`;

const engine = (metric: string, labels: string, perSecond: number) => ({
  series: `${metric}{job="vllm",instance="a",model_name="small",engine="0"${labels}}`,
  values: `0+${perSecond * 15}x40`,
});
/** Two requests per second of four sequences each. */
const SEQUENCES = [
  engine('vllm:request_params_n_count', '', 2),
  engine('vllm:request_params_n_sum', '', 8),
  engine('vllm:request_success_total', ',finished_reason="stop"', 8),
  {
    series: 'vllm:num_requests_running{job="vllm",instance="a",model_name="small",engine="0"}',
    values: '1x40',
  },
];

const CASES: readonly FigureCase[] = [
  {
    name: 'counts requests of several sequences once',
    panel: 'Finished requests by instance',
    series: SEQUENCES,
    figures: [['{instance="a"}', 2]],
  },
  {
    name: 'estimates the FLOPs of one GPU, whatever the number of data-parallel engines',
    // Eight engines of four GPUs each, which all estimate 100 TFLOP/s per GPU.
    panel: 'Estimated FLOPs per GPU',
    series: Array.from({ length: 8 }, (_, engine) => ({
      series: `vllm:estimated_flops_per_gpu_total{job="vllm",instance="a",model_name="large",engine="${engine}"}`,
      values: `0+${100e12 * 15}x40`,
    })).concat([
      {
        series: 'vllm:num_requests_running{job="vllm",instance="a",model_name="large",engine="0"}',
        values: '1x40',
      },
    ]),
    figures: [['{instance="a"}', 100e12]],
  },
  {
    name: 'keeps the slices of a MIG GPU apart: 39 of 40 GB and none',
    panel: 'GPU memory usage',
    series: SLICES.flatMap((slice, index) => [
      gpu('DCGM_FI_DEV_FB_USED', slice, index === 0 ? 39_000 : 0),
      gpu('DCGM_FI_DEV_FB_FREE', slice, index === 0 ? 1_000 : 40_000),
    ]),
    figures: [
      [shown(SLICES[0]), 0.975],
      [shown(SLICES[1]), 0],
    ],
  },
  {
    name: 'shows the utilization of MIG slices beside that of whole GPUs',
    panel: 'GPU utilization',
    series: [
      WHOLE,
      gpu('DCGM_FI_PROF_GR_ENGINE_ACTIVE', SLICES[0], 0.8),
      gpu('DCGM_FI_PROF_GR_ENGINE_ACTIVE', SLICES[1], 0.1),
    ],
    figures: [
      ['{instance="w",gpu="1"}', 70],
      [shown(SLICES[0]), 80],
      [shown(SLICES[1]), 10],
    ],
  },
];

describeWith(['promtool'], 'panels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'panel-figures-'));
  const queries = dashboards(parseSettings({ exporters: { gpu: true } })).flatMap(panelQueries);

  it.each(CASES)('$name', ({ panel, series, figures }) => {
    const { expr } = queries.find((query) => query.panel === panel)!;
    const file = join(folder, `${panel.replaceAll(' ', '-')}.yml`);
    const test = {
      interval: '15s',
      input_series: series,
      promql_expr_test: [
        {
          expr: interpolate(expr, { ...ALL_CHOSEN, raw: '.+', __rate_interval: '1m' }),
          eval_time: '8m',
          exp_samples: figures.map(([labels, value]) => ({ labels, value })),
        },
      ],
    };
    writeFileSync(file, stringify({ rule_files: [], fuzzy_compare: true, tests: [test] }, { lineWidth: 0 }));
    expect(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })).toContain('SUCCESS');
  });
});
