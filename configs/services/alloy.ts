import { alloyFiles } from '../collector/index.ts';
import { collectsLogs } from '../inventory/managed.ts';
import { CONFIG_PATH, fileMounts } from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import { OTLP, PARTS } from '../stack/parts.ts';
import { goRuntime } from './go-runtime.ts';
import { bashProbe } from './probes.ts';
import { DOCKER_SOCKET_NETWORK, STACK_NETWORK, type PartService } from './service.ts';

const DATA_PATH = '/var/lib/alloy/data';
const PORT = PARTS.alloy.docker.port;

/** Grafana Alloy, which collects logs of containers and files for Loki, and receives traces for Tempo. */
export function alloyService(settings: Settings): PartService {
  const { traces } = settings;
  const logs = collectsLogs(settings);
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
    env: goRuntime(settings.logs.memory),
    // The image has this user but starts as root.
    user: '473:473',
    config: { path: CONFIG_PATH, files: alloyFiles(settings) },
    // Read positions; without them, every start would read all logs again.
    data: { volume: 'alloy-data', path: DATA_PATH },
    mounts: logs ? fileMounts(settings.logs) : [],
    networks: [STACK_NETWORK, ...(logs ? [DOCKER_SOCKET_NETWORK] : [])],
    ...(traces.enabled
      ? {
          ports: [
            { key: 'traces.grpcPort', host: traces.grpcPort, container: OTLP.grpc },
            { key: 'traces.httpPort', host: traces.httpPort, container: OTLP.http },
          ],
        }
      : {}),
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
    // Not after Loki and Tempo: it buffers and retries until they answer.
    after: logs ? [PARTS.socketProxy.docker.host] : [],
  };
}
