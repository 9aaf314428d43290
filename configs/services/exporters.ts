import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { bashProbe, wgetProbe } from './probes.ts';
import type { PartService } from './service.ts';

const timing = { intervalSeconds: 10, timeoutSeconds: 5, retries: 6, startPeriodSeconds: 30 } as const;

/** NVIDIA's DCGM exporter with its default counters, on all GPUs of the machine. */
export function gpuExporter(): PartService {
  const { port } = PARTS.dcgmExporter.docker;
  return {
    // Not the image's script: earlier releases set capabilities of the program in it, which a read-only root forbids.
    entrypoint: ['/usr/bin/dcgm-exporter'],
    command: [`--address=:${port}`],
    env: {},
    // Only root has a capability that is added; the driver lets nobody else read the counters for profiling (tensor
    // cores, memory bus): NVIDIA/dcgm-exporter README, "SYS_ADMIN".
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
 * The node exporter, with what the dashboard and the rules read. It is in the network of the stack and so does not see that of
 * the host; being in that would be an open port on every address of the machine.
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
    // Not as a slave mount, which engines in a virtual machine refuse; what is mounted later is seen after a restart.
    mounts: [{ host: '/', path: '/host' }],
    healthCheck: { test: wgetProbe('nodeExporter', port, '/'), ...timing },
    memoryMiB: 128,
    tmpfs: [],
    after: [],
  };
}

/** Google's cAdvisor, with what the dashboard reads: it finds containers as control groups and asks Docker for their names. */
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
    // Its Docker driver reads what root alone may: the socket, and the layers below Docker's folder or in containerd.
    user: '0:0',
    // To be told by the kernel's log that a container ran out of memory.
    capabilities: ['SYSLOG'],
    devices: ['/dev/kmsg'],
    mounts: [
      // The network of a container is read by way of its process.
      { host: '/proc', path: '/rootfs/proc' },
      { host: '/sys', path: '/sys' },
      { host: '/var/run', path: '/var/run' },
      ...(logs.dockerSocket === undefined || logs.dockerSocket === socket
        ? []
        : [{ host: logs.dockerSocket, path: socket }]),
      // What names the layer of a container. It looks below `/rootfs` as soon as there is a `/rootfs/proc`, and takes no
      // container whose layer it does not find (google/cadvisor `container/docker/handler.go`, `newContainerHandler`).
      { host: '/var/lib/docker', path: '/rootfs/var/lib/docker' },
    ],
    healthCheck: { test: wgetProbe('cadvisor', port, '/healthz'), ...timing },
    memoryMiB: 256,
    tmpfs: [],
    after: [],
  };
}
