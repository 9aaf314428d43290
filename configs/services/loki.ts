import { stringify } from 'yaml';
import { DATA_PATH, lokiConfig } from '../loki/config.ts';
import { CONFIG_PATH, lokiProbeArguments, lokiTlsArguments, lokiTlsFiles } from '../loki/tls.ts';
import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { goRuntime } from './go-runtime.ts';
import { execProbe } from './probes.ts';
import type { PartService } from './service.ts';

export function lokiService(settings: Settings): PartService {
  return {
    command: [`-config.file=${CONFIG_PATH}/config.yml`, ...lokiTlsArguments(settings.loki)],
    env: goRuntime(settings.loki.memory),
    user: '10001:10001',
    config: {
      path: CONFIG_PATH,
      files: [
        { path: 'config.yml', content: stringify(lokiConfig(settings)) },
        ...lokiTlsFiles(settings.loki),
      ],
    },
    data: { volume: 'loki-data', path: DATA_PATH },
    ports: [{ key: 'loki.port', host: settings.loki.port, container: PARTS.loki.docker.port }],
    healthCheck: {
      test: execProbe('loki', '/usr/bin/loki', '-health', ...lokiProbeArguments(settings.loki)),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: settings.loki.memory,
    tmpfs: ['/tmp'],
    after: [],
  };
}
