import type { EngineMetrics } from './engine-metrics.ts';

/** A vLLM server that the driver sends requests to. */
export interface Engine {
  readonly model: string;
  readonly url: string;
  readonly metrics: EngineMetrics;
  running: number;
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
}

/**
 * Requests one streaming chat completion and records the observations. Resolves to the HTTP status, or 503 if there is no
 * response.
 */
export async function complete(engine: Engine, { prompt, maxTokens, failWith }: Call): Promise<number> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  engine.running += 1;
  let usage = NO_USAGE;
  let status = 503;
  try {
    const response = await fetch(`${engine.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
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
      usage = event.usage ?? usage;
    }
    status = response.status;
  } catch (error) {
    console.error(`${engine.model}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
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

interface StreamEvent {
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
