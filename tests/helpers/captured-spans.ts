import { readFileSync } from 'node:fs';
import type { Span } from '../../configs/demo/driver/otlp.ts';

interface CapturedSpan {
  readonly resource: Span['resource'];
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Span['attributes'];
}

/** The captured spans of vLLM 0.32.0, moved so that the last of them ended at a time (Unix, in milliseconds). */
export function capturedSpans(end: number): Span[] {
  const file = new URL('../fixtures/vllm/vllm-0.32.0-spans.jsonl', import.meta.url);
  const spans = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CapturedSpan);
  const last = Math.max(...spans.map((span) => span.end));
  const moved = (nanoseconds: number) => end + (nanoseconds - last) / 1e6;
  return spans.map((span) => ({
    traceId: span.trace_id,
    spanId: span.span_id,
    parent: span.parent_span_id ? { traceId: span.trace_id, spanId: span.parent_span_id } : undefined,
    resource: span.resource,
    scope: span.scope,
    name: span.name,
    kind: span.kind,
    start: moved(span.start),
    end: moved(span.end),
    attributes: span.attributes,
  }));
}
