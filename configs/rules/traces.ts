import {
  binary,
  events,
  increase,
  JOB,
  ratio,
  sumBy,
  union,
  type CounterName,
  type Window,
} from '../promql/index.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import { isManaged } from '../inventory/managed.ts';
import { ofManagedPrometheus, type RuleDefinition } from './rule.ts';

const spansDropped: RuleDefinition = {
  name: 'SpansDropped',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0, of: 'spans refused or dropped in ten minutes' },
  why: 'the collector holds spans for as long as its queue has room',
  source: 'prometheus',
  query: (settings) => {
    if (!settings.traces.enabled) return undefined;
    // These counters exist only after their first event.
    const count = (counter: CounterName) => sumBy(['job'], events(counter, {}, '10m'));
    return union('reason', {
      'trace store unreachable': count('otelcol_exporter_enqueue_failed_spans_total'),
      'rejected by the trace store': count('otelcol_exporter_send_failed_spans_total'),
      'collector out of memory': count('otelcol_receiver_refused_spans_total'),
      'too many open traces': count('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total'),
      ...(isManaged(settings, 'tempo') ? { 'limit of Tempo': count('tempo_discarded_spans_total') } : {}),
    });
  },
  fires: 'above',
  summary: 'Spans are being dropped.',
  description: '{{ $value | humanize }} spans were dropped in ten minutes: {{ $labels.reason }}.',
  dashboard: 'stack',
  runbook: {
    meaning:
      'The collector or Tempo dropped spans: Tempo is unreachable for too long, or a limit was reached.',
    impact: 'Traces are missing or incomplete. Requests are not affected: senders are never blocked.',
    blind: [
      'Spans that a sender drops itself because its own queue is full.',
      'Spans that Tempo accepted and cannot write to a full disk: see StorageFailingLogged.',
      'The last seconds of spans before Tempo is killed, which it has in memory only.',
    ],
    diagnosis: [
      { text: 'Check whether Tempo and the collector are up.', query: 'up{job=~"tempo|alloy"}' },
      {
        text: 'Check what Tempo discards.',
        query: 'sum by (reason) (rate(tempo_discarded_spans_total[5m]))',
      },
      {
        text: 'Check how many spans wait in the collector.',
        query: 'max by (instance) (otelcol_exporter_queue_size{data_type="traces"})',
      },
    ],
    mitigation: [
      'Tempo is down: restart it. OOM-killed: raise `traces.memory`.',
      'Too many spans: lower `traces.sampling.share`, or raise `traces.limits`.',
      'Collector out of memory: raise `logs.memory`.',
    ],
  },
};

/** Name of the span around the start of a server (vLLM `vllm/v1/engine/core_client.py`). */
const START = { span_name: 'Overall Loading' } as const;

const startSlow: RuleDefinition = {
  name: 'VLLMStartSlow',
  severity: 'warning',
  for: '1m',
  threshold: { value: 1.5, of: 'times the mean start time of the last week' },
  why: 'starts of one model differ by a few percent; a slow one delays every scale-up',
  source: 'prometheus',
  query: (settings) => {
    if (!generatesSpanMetrics(settings)) return undefined;
    const meanOf = (window: Window) =>
      ratio(
        sumBy(JOB, increase('traces_spanmetrics_latency_sum', START, window)),
        sumBy(JOB, increase('traces_spanmetrics_latency_count', START, window)),
      );
    return binary(meanOf('1h'), '/', meanOf('7d'));
  },
  fires: 'above',
  summary: 'A vLLM server took longer than usual to start.',
  description: '{{ $labels.job }} took {{ $value | humanize }} times as long to start as in the last week.',
  dashboard: 'requests',
  runbook: {
    meaning: 'The starts of the last hour took longer than the threshold times the mean of the last week.',
    impact: 'Scale-ups and restarts take longer, and the remaining replicas carry the load meanwhile.',
    blind: ['The first start of a service, and servers that do not send traces.'],
    diagnosis: [
      { text: 'Open "Start time by phase" on the dashboard "Requests", and the trace of the start.' },
      {
        text: 'Compare the start times of the week.',
        query:
          'increase(traces_spanmetrics_latency_sum{span_name="Overall Loading",job="<job>"}[1h]) / increase(traces_spanmetrics_latency_count{span_name="Overall Loading",job="<job>"}[1h])',
      },
    ],
    mitigation: [
      'Weights load slowly: check the disk or the network of the model store, and its cache.',
      'Warm-up or compilation takes longer: keep the compile cache of vLLM on a volume.',
      'After a change of model or version the longer time is the new normal: the alert resolves within an hour.',
    ],
  },
};

/** Traces are stored, and servers start as fast as usual. */
export const TRACE_RULES = [spansDropped, startSlow].map(ofManagedPrometheus);
