import { counter, gauge, histogram, metrics, summary } from './define.ts';

/** Metrics of the API server in front of the engine. */
export const apiServer = metrics(
  { labels: [], since: '0.8.5' },
  {
    http_requests_total: counter('requests', 'HTTP requests handled, by route, method and status class.', {
      labels: ['handler', 'method', 'status'],
      values: { status: ['1xx', '2xx', '3xx', '4xx', '5xx'] },
      lazy: true,
    }),
    http_request_duration_seconds: histogram('seconds', 'Response time including streaming, by route.', {
      labels: ['handler', 'method'],
      buckets: 'http_request',
      lazy: true,
    }),
    http_request_duration_highr_seconds: histogram(
      'seconds',
      'Response time including streaming, over all routes.',
      { buckets: 'http_request_fine' },
    ),
    http_request_size_bytes: summary('bytes', 'Size of a request body, by route.', {
      labels: ['handler'],
      lazy: true,
    }),
    http_response_size_bytes: summary(
      'bytes',
      'Size of a response body as declared, by route; a streamed response counts as 0.',
      { labels: ['handler'], lazy: true },
    ),
    'vllm:tool_call_parser_invocations_total': counter(
      'invocations',
      'Runs of the tool-call parser: one per choice, or one per delta when streaming.',
      {
        labels: ['model_name', 'mode', 'outcome', 'request_type'],
        values: {
          mode: ['streaming', 'non_streaming'],
          outcome: ['tool_call', 'no_tool_call'],
          request_type: ['chat_completions', 'responses', 'other'],
        },
        since: '0.24.0',
        requires: 'toolParser',
      },
    ),
    'vllm:websocket_connections_active': gauge('connections', 'WebSocket connections open.', {
      since: '0.18.0',
      requires: 'realtime',
    }),
    'vllm:websocket_connections_total': counter('connections', 'WebSocket connections accepted.', {
      since: '0.18.0',
      requires: 'realtime',
    }),
    'vllm:websocket_connection_duration_seconds': histogram(
      'seconds',
      'Time a WebSocket connection was open.',
      { buckets: 'websocket_session', since: '0.18.0', requires: 'realtime' },
    ),
    'vllm:sleep_mode_operation_duration_seconds': histogram(
      'seconds',
      'Duration of engine sleep, wake-up or release of KV cache memory.',
      {
        labels: ['operation'],
        values: { operation: ['sleep', 'release_kv_cache_memory', 'wake'] },
        buckets: 'control_operation',
        since: '0.32.0',
        requires: 'sleep',
        lazy: true,
      },
    ),
    'vllm:sleep_mode_operations_in_flight': gauge('operations', 'Sleep-mode operations in progress.', {
      labels: ['operation'],
      values: { operation: ['sleep', 'release_kv_cache_memory', 'wake'] },
      since: '0.32.0',
      requires: 'sleep',
      lazy: true,
    }),
    'vllm:rl_weight_update_operation_duration_seconds': histogram(
      'seconds',
      'Duration of one operation of a weight transfer.',
      {
        labels: ['operation'],
        values: { operation: ['init', 'shutdown', 'start', 'start_draft', 'update', 'finish'] },
        buckets: 'control_operation',
        since: '0.32.0',
        requires: 'reinforcement',
        lazy: true,
      },
    ),
    'vllm:rl_weight_update_operations_in_flight': gauge(
      'operations',
      'Operations of weight transfers in progress.',
      {
        labels: ['operation'],
        values: { operation: ['init', 'shutdown', 'start', 'start_draft', 'update', 'finish'] },
        since: '0.32.0',
        requires: 'reinforcement',
        lazy: true,
      },
    ),
  },
);
