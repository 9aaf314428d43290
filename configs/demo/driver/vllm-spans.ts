import { type Attributes, type Context, KIND, newContext, type Span } from './otlp.ts';

/** A finished request of a vLLM server, in seconds and tokens. */
export interface FinishedRequest {
  /** Id in the response. */
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly end: number;
  readonly e2e: number;
  readonly firstToken: number;
  readonly queue: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly maxTokens: number;
}

/** Resource of a vLLM server with OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES as docs/traces.md has them. */
export const vllmResource = (service: string, model: string, instance: string): Attributes => ({
  'telemetry.sdk.language': 'python',
  'telemetry.sdk.name': 'opentelemetry',
  'service.instance.id': instance,
  'service.name': service,
  'gen_ai.request.model': model,
});

/** The span of a request as vLLM 0.32 makes it: scope, kind, attributes, and no status (`vllm/v1/engine/output_processor.py`). */
export function requestSpan(resource: Attributes, parent: Context, request: FinishedRequest): Span {
  const { e2e, firstToken, queue } = request;
  return {
    ...newContext(parent),
    parent,
    resource: { ...resource, 'vllm.instrumenting_module_name': 'vllm.llm_engine', 'vllm.process_id': '1' },
    scope: 'vllm.tracing.otel',
    name: 'llm_request',
    kind: KIND.server,
    start: request.end - e2e * 1000,
    end: request.end,
    attributes: {
      'gen_ai.latency.time_to_first_token': firstToken,
      'gen_ai.latency.e2e': e2e,
      'gen_ai.latency.time_in_queue': queue,
      'gen_ai.usage.prompt_tokens': request.promptTokens,
      'gen_ai.usage.completion_tokens': request.completionTokens,
      'gen_ai.latency.time_in_model_prefill': firstToken - queue,
      'gen_ai.latency.time_in_model_decode': e2e - firstToken,
      'gen_ai.latency.time_in_model_inference': e2e - queue,
      'gen_ai.request.id': request.id,
      'gen_ai.request.top_p': 1,
      'gen_ai.request.max_tokens': request.maxTokens,
      'gen_ai.request.temperature': 1,
      'gen_ai.request.n': 1,
    },
  };
}

/**
 * Phases of a start of vLLM 0.32 on CPU: parent, and start and end as shares of the whole. Names and scopes are those of its spans.
 */
const PHASES: readonly (readonly [
  name: string,
  parent: string,
  scope: string,
  start: number,
  end: number,
])[] = [
  ['AsyncMPClient init', 'Overall Loading', 'vllm.v1.engine.core_client', 0, 1],
  ['EngineCoreProc init', 'AsyncMPClient init', 'vllm.v1.engine.core', 0.23, 0.99],
  ['Executor init', 'EngineCoreProc init', 'vllm.v1.executor.abstract', 0.23, 0.55],
  ['Worker init', 'Executor init', 'vllm.v1.worker.worker_base', 0.24, 0.28],
  ['Load model', 'Executor init', 'vllm.model_executor.model_loader.base_loader', 0.28, 0.54],
  ['Initialize model', 'Load model', 'vllm.model_executor.model_loader.utils', 0.28, 0.3],
  ['Load weights', 'Load model', 'vllm.model_executor.model_loader.default_loader', 0.3, 0.54],
  ['Prepare model', 'EngineCoreProc init', 'vllm.v1.engine.core', 0.55, 0.99],
  ['Allocate KV cache', 'Prepare model', 'vllm.v1.worker.gpu_worker', 0.55, 0.57],
  ['Warmup (GPU)', 'Prepare model', 'vllm.v1.worker.gpu_model_runner', 0.57, 0.99],
];

/** The spans of a start that took so many seconds and ended at a time (Unix, in milliseconds). */
export function startSpans(resource: Attributes, end: number, seconds: number): Span[] {
  const at = (share: number) => end - seconds * 1000 * (1 - share);
  const contexts = new Map<string, Context>([['Overall Loading', newContext()]]);
  const span = (name: string, scope: string, times: { start: number; end: number }, parent?: Context) => ({
    ...contexts.get(name)!,
    parent,
    resource: { ...resource, 'vllm.process_kind': 'engine_core' },
    scope,
    name,
    kind: KIND.internal,
    ...times,
    attributes: { 'code.namespace': scope, 'code.function': name },
  });
  const phases = PHASES.map(([name, parent, scope, from, to]) => {
    contexts.set(name, newContext(contexts.get(parent)));
    return span(name, scope, { start: at(from), end: at(to) }, contexts.get(parent));
  });
  return [span('Overall Loading', 'vllm.v1.engine.core_client', { start: at(0), end }), ...phases];
}
