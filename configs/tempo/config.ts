import { stringify } from 'yaml';
import { SPAN_BUCKETS } from '../exporters/index.ts';
import { prometheusUrl } from '../inventory/addresses.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import { webServerName } from '../prometheus/web.ts';
import { seconds, type Settings } from '../settings/index.ts';
import { OTLP, PARTS } from '../stack/parts.ts';

export const DATA_PATH = '/var/tempo';
/** Folder that Tempo reads its configuration and credentials from. */
export const CONFIG_PATH = '/etc/tempo';
export const PASSWORD_FILE = 'prometheus-password';
export const CA_FILE = 'prometheus-ca.pem';

/** All rings within this process: there is one Tempo, and its address must not depend on names of network interfaces. */
const RING = { kvstore: { store: 'inmemory' } } as const;
const ALONE = { ring: { ...RING, instance_addr: '127.0.0.1' } } as const;

/** Attribute that names the model, of client instrumentation and of the resource of a vLLM server (docs/traces.md). */
export const MODEL_ATTRIBUTE = 'gen_ai.request.model';

/** Text of `tempo.yml`. It contains no secret: credentials are files beside it. */
export const tempoText = (settings: Settings, trace?: Parameters<typeof tempoConfig>[1]): string =>
  stringify(tempoConfig(settings, trace), { aliasDuplicateObjects: false });

/**
 * Configuration of Tempo 3 as a single process without Kafka (tempo `docs/sources/tempo/configuration/manifest.md`).
 *
 * @param trace storage of the blocks; the volume by default.
 */
export function tempoConfig(
  settings: Settings,
  trace: Readonly<Record<string, unknown>> = { backend: 'local', local: { path: `${DATA_PATH}/blocks` } },
) {
  const { retention, limits } = settings.traces;
  const compaction = { block_retention: `${seconds(retention)}s` };
  return {
    stream_over_http_enabled: true,
    usage_report: { reporting_enabled: false },
    memory: { automemlimit_enabled: true, automemlimit_ratio: 0.8 },
    server: { http_listen_port: PARTS.tempo.docker.port, log_level: 'warn' },
    distributor: {
      ...ALONE,
      receivers: { otlp: { protocols: { http: { endpoint: `0.0.0.0:${OTLP.http}` } } } },
    },
    live_store: { ...ALONE, partition_ring: RING },
    query_frontend: {
      // The default hides the last 30 s, for stores behind Kafka that lag.
      query_end_cutoff: '5s',
      metrics: { max_duration: `${seconds(retention)}s` },
    },
    ...(generatesSpanMetrics(settings) ? { metrics_generator: generator(settings) } : {}),
    storage: { trace: { ...trace, wal: { path: `${DATA_PATH}/wal` } } },
    backend_scheduler: {
      local_work_path: DATA_PATH,
      provider: { compaction: { compaction } },
    },
    backend_worker: { ...ALONE, compaction },
    overrides: {
      defaults: {
        ingestion: {
          rate_limit_bytes: bytes(limits.bytesPerSecond),
          burst_size_bytes: bytes(limits.bytesPerSecond) * 2,
        },
        global: { max_bytes_per_trace: bytes(limits.bytesPerTrace) },
        ...(generatesSpanMetrics(settings)
          ? {
              metrics_generator: {
                processors: ['service-graphs', 'span-metrics'],
                trace_id_label_name: 'trace_id',
                max_active_series: 10_000,
              },
            }
          : {}),
      },
    },
  };
}

/** Metrics of the stored spans and of the calls between services, each with an exemplar that leads to a stored trace. */
function generator(settings: Settings) {
  const { auth, tls } = settings.prometheus;
  return {
    ...ALONE,
    // Spans wait for the decision of the collector, which is longer than the default.
    metrics_ingestion_time_range_slack: '2m',
    processor: {
      // Not `enable_virtual_node_label`, with which Tempo 3.0.3 recreates the processor every 10 s and loses its series.
      service_graphs: { histogram_buckets: SPAN_BUCKETS },
      span_metrics: {
        histogram_buckets: SPAN_BUCKETS,
        dimensions: [MODEL_ATTRIBUTE],
        enable_instance_label: false,
      },
    },
    storage: {
      path: `${DATA_PATH}/generator`,
      remote_write: [
        {
          url: `${prometheusUrl(settings)}/api/v1/write`,
          send_exemplars: true,
          write_relabel_configs: RELABEL,
          ...(auth
            ? {
                basic_auth: { username: auth.username, password_file: `${CONFIG_PATH}/${PASSWORD_FILE}` },
              }
            : {}),
          ...(tls
            ? { tls_config: { ca_file: `${CONFIG_PATH}/${CA_FILE}`, server_name: webServerName } }
            : {}),
        },
      ],
    },
  };
}

/**
 * The name of a service is the job of its metrics and the `service_name` of its logs. The instance is the host name of the container,
 * which changes with each one.
 */
const RELABEL = [
  ...['service', 'server'].map((label) => ({ source_labels: [label], regex: '(.+)', target_label: 'job' })),
  { action: 'labeldrop', regex: '__metrics_gen_instance' },
];

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

const bytes = (size: string): number => Number.parseInt(size, 10) * UNITS[size.slice(-2)]!;
