import { alloyFiles, CONFIG_PATH, fileMounts } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { bashProbe } from './probes.ts';
import { DOCKER_SOCKET_NETWORK, STACK_NETWORK, type PartService } from './service.ts';

const DATA_PATH = '/var/lib/alloy/data';
const PORT = PARTS.alloy.docker.port;

/** Grafana Alloy, which collects logs of containers and files and sends them to Loki. */
export function alloyService(settings: Settings): PartService {
  return {
    command: [
      'run',
      `--server.http.listen-addr=0.0.0.0:${PORT}`,
      '--server.http.enable-pprof=false',
      '--server.http.disable-support-bundle',
      `--storage.path=${DATA_PATH}`,
      '--disable-reporting',
      `${CONFIG_PATH}/config.alloy`,
    ],
    env: {},
    // The image has this user but starts as root.
    user: '473:473',
    config: { path: CONFIG_PATH, files: alloyFiles(settings) },
    // Read positions; without them, every start would read all logs again.
    data: { volume: 'alloy-data', path: DATA_PATH },
    mounts: fileMounts(settings.logs),
    networks: [STACK_NETWORK, DOCKER_SOCKET_NETWORK],
    joined: settings.docker.networks,
    healthCheck: {
      test: bashProbe('alloy', PORT, '/-/ready'),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: settings.logs.memory,
    tmpfs: ['/tmp'],
    after: [PARTS.socketProxy.docker.host, ...(settings.loki.existing ? [] : [PARTS.loki.docker.host])],
  };
}
