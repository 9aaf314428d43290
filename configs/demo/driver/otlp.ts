import { randomBytes } from 'node:crypto';

/**
 * The subset of an OpenTelemetry SDK that the load driver needs: spans by OTLP over HTTP in JSON (opentelemetry-proto
 * `docs/specification.md`). It runs in a plain Node image without packages.
 */
export type Attributes = Readonly<Record<string, string | number>>;

/** Values of `SpanKind`. */
export const KIND = { internal: 1, server: 2, client: 3 } as const;

/** Identity of a span, as passed on in the header `traceparent`. */
export interface Context {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Span extends Context {
  readonly parent?: Context | undefined;
  readonly resource: Attributes;
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  /** Unix time in milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly failed?: boolean;
}

export const newContext = (parent?: Context): Context => ({
  traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});

/** W3C Trace Context, sampled. */
export const traceparent = ({ traceId, spanId }: Context): string => `00-${traceId}-${spanId}-01`;

/** Sends spans once per second. Spans that cannot be sent are dropped, so that the demo runs without a collector. */
export class Tracer {
  readonly #url: string | undefined;
  #waiting: Span[] = [];

  /** @param url URL of OTLP over HTTP for traces; without one, spans are dropped. */
  constructor(url: string | undefined) {
    this.#url = url;
    if (url !== undefined) setInterval(() => void this.#send(url), 1000).unref();
  }

  get enabled(): boolean {
    return this.#url !== undefined;
  }

  record(...spans: readonly Span[]): void {
    if (this.enabled) this.#waiting.push(...spans);
  }

  async #send(url: string): Promise<void> {
    const spans = this.#waiting;
    this.#waiting = [];
    if (spans.length === 0) return;
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exportRequest(spans)),
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
  }
}

/** The body of an export request. */
export const exportRequest = (spans: readonly Span[]) => ({
  resourceSpans: spans.map(({ resource, scope, ...span }) => ({
    resource: { attributes: keyValues(resource) },
    scopeSpans: [{ scope: { name: scope }, spans: [otlpSpan(span)] }],
  })),
});

function otlpSpan(span: Omit<Span, 'resource' | 'scope'>) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parent ? { parentSpanId: span.parent.spanId } : {}),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: keyValues(span.attributes),
    status: span.failed ? { code: 2 } : {},
  };
}

const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);

/** Integers and fractions are different types; a latency is a fraction even if it is a whole number. */
const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(key, value) }));

function valueOf(key: string, value: string | number) {
  if (typeof value === 'string') return { stringValue: value };
  const fraction = !Number.isInteger(value) || /latency|temperature|top_p/.test(key);
  return fraction ? { doubleValue: value } : { intValue: String(value) };
}
