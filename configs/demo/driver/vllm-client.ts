import type { EngineMetrics } from './engine-metrics.ts';
import { type Attributes, type Context, newContext, traceparent, type Tracer } from './otlp.ts';
import { requestSpan } from './vllm-spans.ts';

/** A vLLM server that the driver sends requests to. */
export interface Engine {
  readonly model: string;
  readonly url: string;
  readonly metrics: EngineMetrics;
  readonly tracer: Tracer;
  /** Resource of its spans. */
  readonly resource: Attributes;
  /** Requests that it runs at once; further ones wait. */
  readonly slots: number;
  running: number;
  /** Shortest time to first token so far, in seconds. */
  fastestFirstToken: number;
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number };
}

const NO_USAGE: Usage = { prompt_tokens: 0, completion_tokens: 0 };
const TIMEOUT_MS = 120_000;

export interface Call {
  readonly prompt: string;
  readonly maxTokens: number;
  /** HTTP status with which the server should fail the request. */
  readonly failWith?: number;
  /** Span of the caller. */
  readonly parent?: Context;
}

/**
 * Requests one streaming chat completion and records the observations. Resolves to the HTTP status, or 503 if there is no
 * response.
 */
export async function complete(
  engine: Engine,
  { prompt, maxTokens, failWith, parent = newContext() }: Call,
): Promise<number> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const waits = engine.running >= engine.slots;
  engine.running += 1;
  let firstToken: number | undefined;
  let id = '';
  let usage = NO_USAGE;
  let status = 503;
  try {
    const response = await fetch(`${engine.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(engine.tracer.enabled ? { traceparent: traceparent(parent) } : {}),
        // llm-d-inference-sim, docs/api.md
        ...(failWith === undefined ? {} : { 'X-Return-Error': String(failWith) }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      body: JSON.stringify({
        model: engine.model,
        messages: [{ role: 'user', content: prompt }],
        max_tokens: maxTokens,
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    for await (const event of events(response)) {
      firstToken ??= elapsed();
      id = event.id ?? id;
      usage = event.usage ?? usage;
    }
    status = response.status;
  } catch (error) {
    console.error(`${engine.model}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    if (status === 200 && firstToken !== undefined && engine.tracer.enabled) {
      trace(engine, parent, { id, e2e: elapsed(), firstToken, waits, usage, maxTokens });
    }
    engine.metrics.observe({
      status,
      seconds: elapsed(),
      promptTokens: usage.prompt_tokens,
      cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
      generatedTokens: usage.completion_tokens,
      concurrency: engine.running,
    });
    engine.running -= 1;
  }
  return status;
}

interface Traced {
  readonly id: string;
  readonly e2e: number;
  readonly firstToken: number;
  /** It found all slots taken. */
  readonly waits: boolean;
  readonly usage: Usage;
  readonly maxTokens: number;
}

/** The simulator sends no spans and does not say how long a request waited: what exceeds the fastest first token. */
function trace(engine: Engine, parent: Context, { waits, usage, ...request }: Traced): void {
  engine.fastestFirstToken = Math.min(engine.fastestFirstToken, request.firstToken);
  const span = requestSpan(engine.resource, parent, {
    ...request,
    end: Date.now(),
    queue: waits ? request.firstToken - engine.fastestFirstToken : 0.00004,
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
  });
  engine.tracer.record(span);
  console.log(`Finished request ${request.id}: model=${engine.model} trace_id=${span.traceId}`);
}

interface StreamEvent {
  readonly id?: string;
  readonly usage?: Usage | null;
}

/** The server-sent events of a response: lines of `data: {json}`, terminated by `data: [DONE]`. */
async function* events(response: Response): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) yield JSON.parse(line.slice('data: '.length)) as StreamEvent;
    }
  }
}

/** True if a server responds. */
export const isReady = ({ url }: Engine): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Waits until a server responds, without a timeout. */
export async function untilReady(engine: Engine): Promise<void> {
  while (!(await isReady(engine))) await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Copies waiting requests and inter-token latencies from the server's own metrics. */
export async function refresh({ url, metrics }: Engine): Promise<void> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    const valueOf = (name: string) =>
      Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
    metrics.setWaiting(valueOf('vllm:num_requests_waiting'));
    const interToken = 'vllm:inter_token_latency_seconds';
    metrics.settle({ sum: valueOf(`${interToken}_sum`), count: valueOf(`${interToken}_count`) });
  } catch {
    // The server is down, which its own scrape reports.
    metrics.setWaiting(0);
  }
}
