import { binary, maxBy, not, or, ratio, sumBy } from '../../promql/index.ts';
import { cells, optionalRow, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { limitLines, timeseries, thresholds } from '../panels.ts';

/** A GPU, or one of the slices that MIG makes of it; a whole GPU lacks the last two labels. */
const BY_GPU = ['cluster', 'instance', 'gpu', 'GPU_I_ID', 'GPU_I_PROFILE'] as const;
const GPU = '{{instance}} GPU {{gpu}} {{GPU_I_PROFILE}} {{GPU_I_ID}}';
const IDLE = 'No DCGM exporter metrics';

/** NVIDIA GPUs, from the DCGM exporter. */
export function gpuRow(): Row {
  return optionalRow(
    'GPUs (DCGM exporter)',
    cells(8, 8, [utilization(), tensorActivity(), memory()]),
    cells(8, 8, [power(), temperature(), clock()]),
    cells(12, 8, [xid(), memoryErrors()]),
  );
}

function utilization() {
  return timeseries(
    {
      title: 'GPU utilization',
      text: 'Share of time in which at least one kernel was running. Even small kernels count in full, so 100% does not imply a saturated GPU. For a MIG slice: share of cycles in which its graphics or compute engine was active.',
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
      title: 'Tensor core and memory bandwidth utilization',
      text: 'Share of cycles in which the tensor cores and the memory interface were active. Decode is memory-bound, prefill is compute-bound.',
      unit: 'percentunit',
      idle: 'No DCGM profiling metrics',
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
      title: 'GPU memory usage',
      text: 'Share of GPU memory in use. vLLM allocates its share at startup (--gpu-memory-utilization), so the value is nearly constant.',
      unit: 'percentunit',
      idle: IDLE,
    },
    [ratio(used, binary(used, '+', free)), GPU],
  ).max(1);
}

function power() {
  return timeseries(
    {
      title: 'GPU power draw',
      text: 'Power draw of each GPU. Near the power limit, the clock is throttled.',
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
      text: 'Temperature of each GPU. Most GPUs start thermal throttling above 85 °C.',
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
      title: 'GPU SM clock',
      text: 'Clock of the streaming multiprocessors. It drops when the power or thermal limit is reached.',
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
      text: 'Code of the last XID error reported by the driver; 0 means none. See the XID catalog of NVIDIA.',
      unit: 'none',
      idle: IDLE,
    },
    [maxBy(BY_GPU, own('DCGM_FI_DEV_XID_ERRORS')), GPU],
  );
}

function memoryErrors() {
  return timeseries(
    {
      title: 'GPU memory and PCIe errors',
      text: 'PCIe replays per second, and memory rows remapped per second because of uncorrectable errors. Should be 0.',
      unit: 'count:/s',
      idle: IDLE,
    },
    [sumBy(BY_GPU, ownRate('DCGM_FI_DEV_PCIE_REPLAY_COUNTER')), `${GPU} PCIe replays`],
    [sumBy(BY_GPU, ownRate('DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS')), `${GPU} rows remapped`],
  );
}
