import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { bashProbe, wgetProbe } from './probes.ts';
import type { PartService } from './service.ts';

const timing = { intervalSeconds: 10, timeoutSeconds: 5, retries: 6, startPeriodSeconds: 30 } as const;

/** NVIDIA's DCGM exporter with its default counters, on all GPUs of the machine. */
export function gpuExporter(): PartService {
  const { port } = PARTS.dcgmExporter.docker;
  return {
    // Bypasses the image's entry point script: earlier releases set file capabilities in it, which a read-only root file system
    // forbids.
    entrypoint: ['/usr/bin/dcgm-exporter'],
    command: [`--address=:${port}`],
    env: {},
    // Only root can use an added capability, and the driver restricts the profiling counters (tensor cores, memory bandwidth)
    // to it: NVIDIA/dcgm-exporter README, "SYS_ADMIN".
    user: '0:0',
    capabilities: ['SYS_ADMIN'],
    gpus: true,
    healthCheck: { test: bashProbe('dcgmExporter', port, '/health'), ...timing },
    memoryMiB: 512,
    tmpfs: ['/tmp', '/var/log', '/run'],
    after: [],
  };
}

/**
 * The node exporter, with the collectors that the dashboard and the rules need. It is on the stack's network and therefore does
 * not see host network traffic; host networking would open a port on every address of the machine.
 */
export function nodeExporter(): PartService {
  const { port } = PARTS.nodeExporter.docker;
  const collectors = [
    'cpu',
    'diskstats',
    'filefd',
    'filesystem',
    'loadavg',
    'meminfo',
    'pressure',
    'stat',
    'time',
    'vmstat',
  ];
  return {
    command: [
      '--path.rootfs=/host',
      '--path.procfs=/host/proc',
      '--path.sysfs=/host/sys',
      '--path.udev.data=/host/run/udev/data',
      '--collector.disable-defaults',
      ...collectors.map((collector) => `--collector.${collector}`),
      '--web.disable-exporter-metrics',
      `--web.listen-address=:${port}`,
    ],
    env: {},
    user: '65534:65534',
    // Not a slave mount, which engines in a virtual machine reject; later mounts are visible after a restart.
    mounts: [{ host: '/', path: '/host' }],
    healthCheck: { test: wgetProbe('nodeExporter', port, '/'), ...timing },
    memoryMiB: 128,
    tmpfs: [],
    after: [],
  };
}

/**
 * Google's cAdvisor, with the metrics that the dashboard needs: it finds containers as control groups and gets their names from
 * Docker.
 */
export function containerExporter({ logs }: Settings): PartService {
  const { port } = PARTS.cadvisor.docker;
  const socket = '/var/run/docker.sock';
  return {
    command: [
      '--docker_only=true',
      '--store_container_labels=false',
      '--housekeeping_interval=10s',
      '--enable_metrics=cpu,memory,network,oom_event',
      `--port=${port}`,
    ],
    env: {},
    // Its Docker driver reads files restricted to root: the socket, and the layers below Docker's folder or in containerd.
    user: '0:0',
    // For OOM events from the kernel log.
    capabilities: ['SYSLOG'],
    devices: ['/dev/kmsg'],
    mounts: [
      // Network statistics of a container are read through its process.
      { host: '/proc', path: '/rootfs/proc' },
      { host: '/sys', path: '/sys' },
      { host: '/var/run', path: '/var/run' },
      ...(logs.dockerSocket === undefined || logs.dockerSocket === socket
        ? []
        : [{ host: logs.dockerSocket, path: socket }]),
      // The layer files of a container. cAdvisor looks below `/rootfs` as soon as `/rootfs/proc` exists, and skips containers
      // whose layer it does not find (google/cadvisor `container/docker/handler.go`, `newContainerHandler`).
      { host: '/var/lib/docker', path: '/rootfs/var/lib/docker' },
    ],
    healthCheck: { test: wgetProbe('cadvisor', port, '/healthz'), ...timing },
    memoryMiB: 256,
    tmpfs: [],
    after: [],
  };
}
