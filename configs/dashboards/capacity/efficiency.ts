import { MISSING_KEYS, signal, type CapacityKey } from '../../capacity/index.ts';
import { and, andOn, binary, maxBy, ratio, sumBy, union, unless } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { MODEL } from '../../slo/scope.ts';
import { columns } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { stacked, timeseries } from '../panels.ts';
import { CHOSEN_MODELS } from '../model-series.ts';
import { BY_MODEL } from '../place.ts';
import { heightForModels } from '../table-height.ts';
import { keys, LEGEND, now, overRange, rangeOf } from './scope.ts';

const NO_GPUS = `Requires ${MISSING_KEYS.gpus}`;
const NO_FLOPS = `Requires --enable-mfu-metrics and ${MISSING_KEYS.peakTflops}`;

/** Work done by the GPUs. */
export function efficiencyRow(settings: Settings): Row {
  return row(
    'Efficiency',
    cells(8, 8, [throughput(), perGpu(), mfu()]),
    cells(12, heightForModels(settings), [byModel(settings), missing(settings)]),
  );
}

const tokensPerGpu = () => ratio(now('tokens'), now('gpus'));

/** Watt-hours of a thousand tokens over the time range, of models whose power is known. */
const energyPerThousand = () =>
  ratio(
    binary(overRange('watts', 3600), '*', 1000),
    sumBy(BY_MODEL, andOn(MODEL, rangeOf('tokens', 1), rangeOf('watts', 3600))),
  );

function throughput() {
  return stacked(
    {
      title: 'Tokens by type',
      text: 'Tokens per second of all models. Input tokens include those from the prefix cache.',
      unit: 'count:tok/s',
    },
    [now('tokens', ['type']), '{{type}}'],
  );
}

function perGpu() {
  return timeseries(
    {
      title: 'Tokens per GPU',
      text: 'Input and output tokens per second and GPU, by model.',
      unit: 'count:tok/s',
      idle: NO_GPUS,
    },
    [tokensPerGpu(), LEGEND],
  );
}

function mfu() {
  return timeseries(
    {
      title: 'Model FLOPs utilization (MFU)',
      text: 'Estimated FLOP/s of one GPU over its peak, on average over the engines of a model. Decoding is limited by memory bandwidth, so a few percent are normal for chat workloads.',
      unit: 'percentunit',
      idle: NO_FLOPS,
    },
    [now('mfu'), LEGEND],
  );
}

function byModel(settings: Settings) {
  return columns({
    title: 'Efficiency by model',
    text: `One row per model: tokens and MFU at the end of the time range, energy over all of it. MFU needs vLLM's --enable-mfu-metrics and ${MISSING_KEYS.peakTflops}; energy needs the DCGM exporter, which names the pod that uses a GPU on Kubernetes only.`,
    keys: keys(settings),
    columns: [
      { title: 'Tokens', expr: now('tokens'), unit: 'count:tok/s' },
      { title: 'Tokens per GPU', expr: tokensPerGpu(), unit: 'count:tok/s' },
      { title: 'MFU', expr: now('mfu'), unit: 'percentunit' },
      { title: 'Power', expr: now('watts'), unit: 'watt' },
      { title: 'Energy per 1000 tokens', expr: energyPerThousand(), unit: 'watth' },
    ],
  });
}

/** Models with missing values, and the settings that they require. */
function missing(settings: Settings) {
  const without = (figure: CapacityKey, before: CapacityKey = 'engines') =>
    unless(and(now('engines'), now(before)), now(figure));
  return columns({
    title: 'Missing settings',
    text: 'Models with values that cannot be computed, and the missing setting.',
    idle: 'No missing settings',
    keys: [...keys(settings), { label: 'setting', title: 'Setting' }],
    columns: [
      {
        title: 'Engines',
        expr: union('setting', {
          [MISSING_KEYS.gpus]: without('gpus'),
          [MISSING_KEYS.gpuHour]: without('cost', 'gpus'),
          [MISSING_KEYS.peakTflops]: without('mfu', 'flops'),
          [MISSING_KEYS.maxNumSeqs]: unless(
            now('engines'),
            maxBy(BY_MODEL, signal('concurrency', CHOSEN_MODELS)),
          ),
        }),
        unit: 'none',
      },
    ],
  });
}
