import { KIND, newContext, type Span } from '../../configs/demo/driver/otlp.ts';
import { requestSpan, vllmResource } from '../../configs/demo/driver/vllm-spans.ts';

/** Spans of one request: the backend, its call of a gateway, the gateway, and vLLM. */
export const SPANS_PER_REQUEST = 4;

const MODELS = ['meta-llama/Llama-3.1-8B-Instruct', 'Qwen/Qwen2.5-32B-Instruct'];

export interface Request {
  /** Seconds from the first byte to the last. */
  readonly seconds: number;
  /** Value of the attribute `bench.marker` of the first span. */
  readonly marker?: string;
}

/** The trace of a request that ends now, as backend, gateway and vLLM 0.32 send it. */
export function requestTrace({ seconds, marker = '' }: Request): Span[] {
  const end = Date.now();
  const start = end - seconds * 1000;
  const contexts = [newContext()];
  while (contexts.length < SPANS_PER_REQUEST) contexts.push(newContext(contexts[0]));
  const [backend, call, gateway] = contexts as [Span, Span, Span];
  const model = MODELS[Math.floor(Math.random() * MODELS.length)]!;
  const span = (service: string, name: string, kind: number, context: typeof backend): Span => ({
    traceId: context.traceId,
    spanId: context.spanId,
    resource: { 'service.name': service, 'service.instance.id': `${service}-0` },
    scope: 'bench',
    name,
    kind,
    start,
    end,
    attributes: {
      'gen_ai.request.model': model,
      'http.response.status_code': 200,
      'url.path': '/v1/chat/completions',
    },
  });
  const route = span('backend', 'POST /api/chat', KIND.server, backend);
  return [
    marker === '' ? route : { ...route, attributes: { ...route.attributes, 'bench.marker': marker } },
    { ...span('backend', 'chat', KIND.client, call), parent: backend },
    { ...span('gateway', 'POST /v1/chat/completions', KIND.server, gateway), parent: call },
    requestSpan(vllmResource('vllm', model, 'vllm:8000'), gateway, {
      id: `chatcmpl-${backend.traceId}`,
      end,
      e2e: seconds,
      firstToken: Math.min(seconds, 0.1 + Math.random() / 4),
      queue: 0.00004,
      promptTokens: 100 + Math.floor(Math.random() * 900),
      completionTokens: Math.ceil(seconds * 40),
      maxTokens: 1024,
    }),
  ];
}
