import type { RuleCase } from '../case.ts';
import { perSecond } from '../fleet.ts';

/** Spans that the collector or Tempo loses: fires while they grow, not for a count that stays. */
const dropped = (series: string): RuleCase => ({
  rule: 'SpansDropped',
  minutes: 20,
  recovery: 30,
  always: { [series]: perSecond(0) },
  fault: { [series]: perSecond(1) },
  neighbour: {},
});

const of = (metric: string, labels: string) => `${metric}{job="alloy",instance="alloy:12345",${labels}}`;

/** One start per ten minutes that takes so many seconds; the metrics of spans have no instance. */
const starts = (seconds: number) => ({
  'traces_spanmetrics_latency_sum{job="vllm-api",span_name="Overall Loading"}': perSecond(seconds / 600),
  'traces_spanmetrics_latency_count{job="vllm-api",span_name="Overall Loading"}': perSecond(1 / 600),
});

export const traceCases: readonly RuleCase[] = [
  dropped(of('otelcol_exporter_enqueue_failed_spans_total', 'exporter="otlp_http"')),
  dropped(of('otelcol_exporter_send_failed_spans_total', 'exporter="otlp_http"')),
  dropped(of('otelcol_receiver_refused_spans_total', 'receiver="otlp"')),
  dropped(of('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total', 'component_path="/"')),
  dropped('tempo_discarded_spans_total{job="tempo",instance="tempo:3200",reason="rate_limited"}'),
  {
    // The series is born with the first spans that a full queue dropped, all at once.
    rule: 'SpansDropped',
    minutes: 8,
    recovery: 30,
    always: { 'up{job="alloy",instance="alloy:12345"}': 1 },
    fault: {
      [of('otelcol_exporter_enqueue_failed_spans_total', 'exporter="otlp_http"')]: {
        from: 500,
        perSecond: 0,
      },
    },
    neighbour: {
      [of('otelcol_exporter_enqueue_failed_spans_total', 'exporter="otlp_http"')]: { from: 0, perSecond: 0 },
    },
  },
  {
    rule: 'VLLMStartSlow',
    minutes: 180,
    recovery: 120,
    always: starts(100),
    fault: [
      { minutes: 120, behaviours: starts(100) },
      { minutes: 60, behaviours: starts(300) },
    ],
    neighbour: [
      { minutes: 120, behaviours: starts(100) },
      { minutes: 60, behaviours: starts(120) },
    ],
  },
];
