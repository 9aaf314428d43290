import { binary, maxBy, not, or, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

/** A GPU, or one of the slices that MIG makes of it; a whole GPU lacks the last two labels. */
const BY_GPU = ['cluster', 'instance', 'gpu', 'GPU_I_ID', 'GPU_I_PROFILE'] as const;
const GPU = '{{instance}} GPU {{gpu}} {{GPU_I_PROFILE}} {{GPU_I_ID}}';
const IDLE = 'No GPU exporter';

/** NVIDIA GPUs, as the DCGM exporter reports them. */
export function gpuRow(): Row {
  return optionalRow(
    'GPUs (DCGM exporter)',
    cells(8, 8, [utilisation(), tensorActivity(), memory()]),
    cells(8, 8, [power(), temperature(), clock()]),
    cells(12, 8, [xid(), faults()]),
  );
}

function utilisation() {
  return timeseries(
    {
      title: 'GPU utilisation',
      text: 'Share of time in which a kernel ran. Even one small kernel at a time counts in full, so 100 % need not mean a busy GPU. Of a MIG slice: share of cycles in which its engine was active.',
      unit: 'percent',
      idle: IDLE,
    },
    [
      or(
        maxBy(BY_GPU, own('DCGM_FI_DEV_GPU_UTIL')),
        binary(100, '*', maxBy(BY_GPU, own('DCGM_FI_PROF_GR_ENGINE_ACTIVE', { GPU_I_ID: not('') }))),
      ),
      GPU,
    ],
  ).max(100);
}

function tensorActivity() {
  return timeseries(
    {
      title: 'Tensor cores and memory bus',
      text: 'Share of cycles in which tensor cores computed and memory moved data. Decoding is bound by memory, prefill by tensor cores.',
      unit: 'percentunit',
      idle: 'No GPU exporter with profiling metrics',
    },
    [maxBy(BY_GPU, own('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE')), `${GPU} tensor`],
    [maxBy(BY_GPU, own('DCGM_FI_PROF_DRAM_ACTIVE')), `${GPU} memory`],
  ).max(1);
}

function memory() {
  const used = maxBy(BY_GPU, own('DCGM_FI_DEV_FB_USED'));
  const free = maxBy(BY_GPU, own('DCGM_FI_DEV_FB_FREE'));
  return timeseries(
    {
      title: 'GPU memory in use',
      text: 'Share of GPU memory in use. vLLM takes what it was told to at start-up, so it hardly moves.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [ratio(used, binary(used, '+', free)), GPU],
  ).max(1);
}

function power() {
  return timeseries(
    {
      title: 'GPU power',
      text: 'Power each GPU draws. Near its limit the clock goes down.',
      unit: 'watt',
      idle: IDLE,
    },
    [maxBy(BY_GPU, own('DCGM_FI_DEV_POWER_USAGE')), GPU],
  );
}

function temperature() {
  return timeseries(
    {
      title: 'GPU temperature',
      text: 'Temperature of each GPU. Most slow down somewhere above 85 °C.',
      unit: 'celsius',
      idle: IDLE,
    },
    [maxBy(BY_GPU, own('DCGM_FI_DEV_GPU_TEMP')), GPU],
  )
    .thresholds(thresholds([85, 'red']))
    .thresholdsStyle(limitLines());
}

function clock() {
  return timeseries(
    {
      title: 'GPU clock',
      text: 'Clock of the multiprocessors. It falls when power or temperature reaches a limit.',
      unit: 'hertz',
      idle: IDLE,
    },
    [binary(1e6, '*', maxBy(BY_GPU, own('DCGM_FI_DEV_SM_CLOCK'))), GPU],
  );
}

function xid() {
  return timeseries(
    {
      title: 'Last XID error',
      text: 'Number of the last error the driver reported, 0 for none. NVIDIA lists what each number means.',
      unit: 'none',
      idle: IDLE,
    },
    [maxBy(BY_GPU, own('DCGM_FI_DEV_XID_ERRORS')), GPU],
  );
}

function faults() {
  return timeseries(
    {
      title: 'Memory and bus faults',
      text: 'Retries on the PCIe bus per second, and rows of memory replaced because of errors that could not be corrected.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy(BY_GPU, ownRate('DCGM_FI_DEV_PCIE_REPLAY_COUNTER')), `${GPU} PCIe retries`],
    [sumBy(BY_GPU, ownRate('DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS')), `${GPU} rows replaced`],
  );
}
