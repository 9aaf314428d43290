import { generatesSpanMetrics } from '../inventory/traces.ts';
import type { Settings } from '../settings/index.ts';
import { CA_FILE, CONFIG_PATH, DATA_PATH, PASSWORD_FILE, tempoText } from '../tempo/config.ts';
import { goRuntime } from './go-runtime.ts';
import { execProbe } from './probes.ts';
import type { PartService } from './service.ts';

/** Grafana Tempo, which only the collector and Grafana connect to. */
export function tempoService(settings: Settings): PartService {
  const { auth, tls } = generatesSpanMetrics(settings) ? settings.prometheus : {};
  return {
    command: [`-config.file=${CONFIG_PATH}/tempo.yml`],
    env: goRuntime(settings.traces.memory),
    user: '10001:10001',
    config: {
      path: CONFIG_PATH,
      files: [
        { path: 'tempo.yml', content: tempoText(settings) },
        ...(auth ? [{ path: PASSWORD_FILE, content: auth.password }] : []),
        ...(tls ? [{ path: CA_FILE, content: tls.ca }] : []),
      ],
    },
    data: { volume: 'tempo-data', path: DATA_PATH },
    healthCheck: {
      test: execProbe('tempo', '/tempo', '-health'),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: settings.traces.memory,
    tmpfs: ['/tmp'],
    after: [],
    // The collector holds spans for as long as Tempo is down. Metrics, logs and alerts must not wait for it.
    optional: true,
  };
}
