import { prometheusFiles } from '../prometheus/config.ts';
import { CONFIG_PATH } from '../prometheus/paths.ts';
import { webPaths } from '../prometheus/web.ts';
import type { Settings } from '../settings/index.ts';
import { PARTS } from '../stack/parts.ts';
import { execProbe } from './probes.ts';
import type { PartService } from './service.ts';
import { schemeOf } from '../inventory/addresses.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';

export function prometheusService(settings: Settings): PartService {
  const { port, retention, retentionSize, memory } = settings.prometheus;
  const web = webPaths(settings.prometheus);
  return {
    // No lifecycle or admin API: anybody with access to the port could stop the server or delete series.
    command: [
      `--config.file=${CONFIG_PATH}/prometheus.yml`,
      '--storage.tsdb.path=/prometheus',
      `--storage.tsdb.retention.time=${retention}`,
      ...(retentionSize === undefined ? [] : [`--storage.tsdb.retention.size=${retentionSize}`]),
      ...(web ? [`--web.config.file=${web.server}`] : []),
      // Tempo writes metrics of spans; their exemplars lead to traces.
      ...(generatesSpanMetrics(settings)
        ? ['--web.enable-remote-write-receiver', '--enable-feature=exemplar-storage']
        : []),
    ],
    env: {},
    joined: settings.docker.networks,
    user: '65534:65534',
    config: { path: CONFIG_PATH, files: prometheusFiles(settings) },
    data: { volume: 'prometheus-data', path: '/prometheus' },
    ports: [{ key: 'prometheus.port', host: port, container: PARTS.prometheus.docker.port }],
    healthCheck: {
      test: execProbe(
        'prometheus',
        ...(['/bin/promtool', 'check', 'ready'] as const),
        `--url=${schemeOf(settings.prometheus)}://localhost:${PARTS.prometheus.docker.port}`,
        ...(web ? [`--http.config.file=${web.client}`] : []),
      ),
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 6,
      startPeriodSeconds: 60,
    },
    memoryMiB: memory,
    tmpfs: [],
    after: [],
  };
}
