import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';
import { ByHand } from '../truth/by-hand.ts';
import { Panels, scrapedChoice } from '../truth/panels.ts';
import { startStack, type Stack } from '../truth/stack.ts';

/** What each server of the stack printed while the demo ran, and a server with the usual HTTP metrics. */
const FIXTURES = {
  alloy: 'services/alloy-1.18.1',
  collector: 'services/alloy-1.18.1-traces',
  tempo: 'services/tempo-3.0.3',
  grafana: 'services/grafana-12.3.0',
  loki: 'services/loki-3.7.6',
  prometheus: 'services/prometheus-3.16.0',
  api: 'vllm/vllm-0.32.0-loaded',
};
type Job = keyof typeof FIXTURES;

/** A window in which the time between a scrape and its stamp weighs little, on a busy machine too. */
const chosen = (job: string) => ({ ...scrapedChoice(job), __rate_interval: '1m' });

/** The servers' own names are those of the stack's own jobs. */
const jobOf = (name: string) => `captured-${name}`;

/**
 * Panels of metrics that exist only from the first time something happened, which in that hour did not. The stack's own Alloy and
 * Tempo do not run here, so that targets are down.
 */
const NOT_HAPPENED: readonly string[] = ['Log lines filtered'];

const text = Object.fromEntries(
  Object.entries(FIXTURES).map(([job, fixture]) => [job, new ByHand(`${fixture}.prom`)]),
) as Record<Job, ByHand>;
const perSecond = (job: Job, name: string, labels = {}) => text[job].total(name, labels) / 60;

const SAMPLED = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total';

/** Panel, query, labels of the series, job, and the figure worked out from the text. */
const figures: readonly (readonly [string, string, Readonly<Record<string, string>>, Job, number])[] = [
  ['Log lines received', 'A', {}, 'loki', perSecond('loki', 'loki_distributor_lines_received_total')],
  ['Log volume received', 'A', {}, 'loki', perSecond('loki', 'loki_distributor_bytes_received_total')],
  [
    'Log lines discarded',
    'A',
    { reason: 'greater_than_max_sample_age' },
    'loki',
    perSecond('loki', 'loki_discarded_samples_total'),
  ],
  ['Active log streams', 'A', {}, 'loki', text.loki.total('loki_ingester_memory_streams')],
  ['Chunk flushes', 'A', {}, 'loki', perSecond('loki', 'loki_ingester_chunks_flush_requests_total')],
  [
    'Log lines read and sent',
    'A',
    {},
    'alloy',
    perSecond('alloy', 'loki_source_docker_target_entries_total'),
  ],
  ['Log lines read and sent', 'B', {}, 'alloy', perSecond('alloy', 'loki_write_sent_entries_total')],
  ['Send latency p95', 'A', {}, 'alloy', text.alloy.quantile(0.95, 'loki_write_request_duration_seconds')],
  [
    'Grafana requests',
    'A',
    { status_code: '200' },
    'grafana',
    // Without probes and scrapes, which the panel leaves out.
    perSecond('grafana', 'grafana_http_request_duration_seconds_count', { status_code: '200' }) -
      ['/api/health', '/metrics']
        .map((handler) =>
          perSecond('grafana', 'grafana_http_request_duration_seconds_count', {
            status_code: '200',
            handler,
          }),
        )
        .reduce((sum, each) => sum + each),
  ],
  [
    'Mean data source request time',
    'A',
    { datasource_type: 'loki' },
    'grafana',
    text.grafana.mean('grafana_datasource_request_duration_seconds', { datasource_type: 'loki' }),
  ],
  [
    'Alert rule evaluations',
    'A',
    {},
    'grafana',
    perSecond('grafana', 'grafana_alerting_rule_evaluations_total'),
  ],
  ['Active series', 'A', {}, 'prometheus', text.prometheus.total('prometheus_tsdb_head_series')],
  [
    'Samples ingested',
    'A',
    {},
    'prometheus',
    perSecond('prometheus', 'prometheus_tsdb_head_samples_appended_total'),
  ],
  [
    'Spans received and stored',
    'A',
    {},
    'collector',
    perSecond('collector', 'otelcol_receiver_accepted_spans_total'),
  ],
  [
    'Spans received and stored',
    'B',
    {},
    'collector',
    perSecond('collector', 'otelcol_exporter_sent_spans_total'),
  ],
  [
    'Spans received and stored',
    'C',
    {},
    'tempo',
    perSecond('tempo', 'tempo_distributor_spans_received_total'),
  ],
  ['Traces kept and sampled out', 'A', {}, 'collector', perSecond('collector', SAMPLED, { sampled: 'true' })],
  [
    'Traces kept and sampled out',
    'B',
    {},
    'collector',
    perSecond('collector', SAMPLED, { sampled: 'false' }),
  ],
  ['Spans lost', 'A', {}, 'collector', 0],
  ['Spans lost', 'B', {}, 'collector', perSecond('collector', 'otelcol_exporter_enqueue_failed_spans_total')],
  [
    'Spans lost',
    'E',
    { reason: 'trace_too_large' },
    'tempo',
    perSecond('tempo', 'tempo_discarded_spans_total'),
  ],
  ['Spans waiting to be sent', 'B', {}, 'collector', 2048],
  ...['api_search', 'api_metrics_query_range', 'api_v2_traces_traceid'].map(
    (route) =>
      [
        'Tempo query time p95',
        'A',
        { route },
        'tempo',
        text.tempo.quantile(0.95, 'tempo_request_duration_seconds', { route }),
      ] as const,
  ),
  ['Trace storage', 'A', {}, 'tempo', text.tempo.total('tempodb_backend_bytes_total', { status: 'live' })],
  ['Disk usage', 'B', {}, 'prometheus', text.prometheus.total('prometheus_tsdb_wal_storage_size_bytes')],
];

describeWith(['prometheus'], 'the dashboard of services on what its servers expose', () => {
  const processes = new Processes();
  let stack: Stack;
  let panels: Panels;

  beforeAll(async () => {
    const jobs = Object.entries(FIXTURES).map(([name, fixture]) => [jobOf(name), [{ fixture }]] as const);
    stack = await startStack(processes, Object.fromEntries(jobs), 'full', {
      traces: { enabled: true },
    });
    panels = new Panels(stack.settings, stack.api, ['services']);
    await eventually(60, async () => {
      const up = await stack.api.query('up == 1');
      expect(up.map(({ metric }) => metric['job'])).toEqual(
        expect.arrayContaining(Object.keys(FIXTURES).map(jobOf)),
      );
    });
    // Until the window of every rate is full.
    await new Promise((resolve) => setTimeout(resolve, 75_000));
  });

  afterAll(async () => {
    await processes.stop();
    stack.stop();
  });

  it('fill every panel but those of what did not happen', async () => {
    const empty = await panels.empty(chosen('.+'));
    expect(empty).toEqual(NOT_HAPPENED.map((title) => `services: ${title}`));
    expect(panels.all.length).toBeGreaterThan(30);
  });

  it.each(figures)(
    'show on "%s" %s %o of %s what the text says: %f',
    async (title, refId, labels, job, expected) => {
      const series = await panels.read('services', title, refId, chosen(jobOf(job)));
      const found = series.filter(({ metric }) =>
        Object.entries(labels).every(([label, value]) => metric[label] === value),
      );
      expect(found).toHaveLength(1);
      // The text grows by the clock, so what is left is the time between a scrape and its stamp.
      const actual = Number(found[0]!.value[1]);
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(0.01 * Math.abs(expected) + 1e-9);
    },
  );
});
