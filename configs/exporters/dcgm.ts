import { counter, gauge, metrics } from '../vllm/index.ts';

/**
 * Metrics of NVIDIA's DCGM exporter with its default counters; the host label is `hostname` or `Hostname`, depending on the
 * release. A MIG slice has the labels `GPU_I_ID` and `GPU_I_PROFILE`, and no `GPU_UTIL`, which DCGM exports for whole GPUs only.
 */
export const dcgm = metrics(
  {
    labels: ['gpu', 'GPU_I_ID', 'GPU_I_PROFILE', 'UUID', 'pci_bus_id', 'device', 'modelName'],
    openLabels: true,
  },
  {
    DCGM_FI_DEV_GPU_UTIL: gauge('percent', 'Share of time in which a kernel ran on the GPU.'),
    DCGM_FI_DEV_MEM_COPY_UTIL: gauge('percent', 'Share of time in which GPU memory was read or written.'),
    DCGM_FI_DEV_FB_USED: gauge('mebibytes', 'GPU memory in use.'),
    DCGM_FI_DEV_FB_FREE: gauge('mebibytes', 'GPU memory free.'),
    DCGM_FI_DEV_FB_RESERVED: gauge('mebibytes', 'GPU memory reserved by the driver.'),
    DCGM_FI_DEV_GPU_TEMP: gauge('celsius', 'Temperature of the GPU.'),
    DCGM_FI_DEV_MEMORY_TEMP: gauge('celsius', 'Temperature of the GPU memory.'),
    DCGM_FI_DEV_POWER_USAGE: gauge('watts', 'Power draw of the GPU.'),
    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: counter('millijoules', 'Energy consumption of the GPU since boot.'),
    DCGM_FI_DEV_SM_CLOCK: gauge('megahertz', 'Clock of the streaming multiprocessors.'),
    DCGM_FI_DEV_MEM_CLOCK: gauge('megahertz', 'Clock of the GPU memory.'),
    DCGM_FI_DEV_XID_ERRORS: gauge('state', 'Number of the last XID error, 0 if there was none.'),
    DCGM_FI_DEV_PCIE_REPLAY_COUNTER: counter('events', 'PCIe replays.'),
    DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS: counter(
      'events',
      'Rows of GPU memory remapped because of uncorrectable errors.',
    ),
    DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS: counter(
      'events',
      'Rows of GPU memory remapped because of correctable errors.',
    ),
    DCGM_FI_DEV_ROW_REMAP_FAILURE: gauge('state', '1 if a row of GPU memory could not be remapped.'),
    DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL: counter('events', 'Traffic counter of all NVLink lanes together.'),
    DCGM_FI_PROF_GR_ENGINE_ACTIVE: gauge('ratio', 'Share of time in which the graphics engine was active.'),
    DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: gauge('ratio', 'Share of cycles in which the tensor cores were active.'),
    DCGM_FI_PROF_DRAM_ACTIVE: gauge('ratio', 'Share of cycles in which the memory interface moved data.'),
    DCGM_FI_PROF_PCIE_TX_BYTES: gauge('bytes per second', 'Bytes sent over the PCIe bus.'),
    DCGM_FI_PROF_PCIE_RX_BYTES: gauge('bytes per second', 'Bytes received over the PCIe bus.'),
  },
);
