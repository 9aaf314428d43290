import { ByHand } from './by-hand.ts';
import { GPUS, PRICE, type Replica } from './stack.ts';

const FIXTURE = 'vllm/vllm-0.32.0-loaded';

/** Two replicas of the captured server, distinguished by their gauges, which were at rest in the capture. */
export const REPLICAS: readonly Replica[] = [
  { fixture: FIXTURE, gauges: gauges(3, 2, 0.25) },
  { fixture: FIXTURE, gauges: gauges(5, 1, 0.75) },
];

function gauges(running: number, waiting: number, cache: number) {
  return {
    'vllm:num_requests_running': running,
    'vllm:num_requests_waiting': waiting,
    'vllm:kv_cache_usage_perc': cache,
  };
}

/** Dashboard, panel, query, series labels, and the value computed from the exposition text. */
export type Figure = readonly [
  dashboard: string,
  panel: string,
  refId: string,
  labels: Readonly<Record<string, string>>,
  expected: number,
];

const hand = new ByHand(`${FIXTURE}.prom`);
/** Both replicas together, per second. */
const perSecond = (name: string, labels = {}) => (REPLICAS.length * hand.total(name, labels)) / 60;
const ttft = 'vllm:time_to_first_token_seconds';
const tpot = 'vllm:request_time_per_output_token_seconds';
const e2e = 'vllm:e2e_request_latency_seconds';
const share = (part: number, whole: number) => part / whole;

export const FIGURES: readonly Figure[] = [
  ['vllm-performance', 'Request rate', 'A', {}, perSecond('vllm:request_params_n_count')],
  ['vllm-performance', 'Output token throughput', 'A', {}, perSecond('vllm:generation_tokens_total')],
  ['vllm-performance', 'TTFT p99', 'A', {}, hand.quantile(0.99, ttft)],
  ['vllm-performance', 'TPOT p99', 'A', {}, hand.quantile(0.99, tpot)],
  ['vllm-performance', 'Requests running', 'A', {}, 3 + 5],
  ['vllm-performance', 'Requests waiting', 'A', {}, 2 + 1],
  ['vllm-performance', 'KV cache usage, fullest engine', 'A', {}, 0.75],
  ['vllm-performance', 'Error rate', 'A', {}, 0],
  [
    'vllm-performance',
    'Responses by status',
    'A',
    { status: '4xx' },
    perSecond('http_requests_total', { status: '4xx' }),
  ],
  [
    'vllm-performance',
    'Responses by status',
    'A',
    { status: '2xx' },
    perSecond('http_requests_total', { status: '2xx' }),
  ],
  ['vllm-performance', 'Time to first token (TTFT)', 'B', {}, hand.quantile(0.95, ttft)],
  ['vllm-performance', 'Time to first token (TTFT)', 'D', {}, hand.quantile(0.5, ttft)],
  ['vllm-performance', 'Time to first token (TTFT)', 'E', {}, hand.mean(ttft)],
  [
    'vllm-performance',
    'Inter-token latency',
    'C',
    {},
    hand.quantile(0.9, 'vllm:inter_token_latency_seconds'),
  ],
  ['vllm-performance', 'Time per output token (TPOT)', 'E', {}, hand.mean(tpot)],
  ['vllm-performance', 'End-to-end latency', 'A', {}, hand.quantile(0.99, e2e)],
  ['vllm-performance', 'Queue time', 'E', {}, hand.mean('vllm:request_queue_time_seconds')],
  ['vllm-performance', 'Prefill time', 'E', {}, hand.mean('vllm:request_prefill_time_seconds')],
  ['vllm-performance', 'Decode time', 'E', {}, hand.mean('vllm:request_decode_time_seconds')],
  ['vllm-performance', 'Mean time by phase', 'C', {}, hand.mean('vllm:request_decode_time_seconds')],
  ['vllm-performance', 'Requests within objectives', 'A', {}, hand.within(ttft, '2.5')],
  ['vllm-performance', 'Requests within objectives', 'B', {}, hand.within(tpot, '0.1')],
  ['vllm-performance', 'Requests within objectives', 'C', {}, hand.within(e2e, '30.0')],
  [
    'vllm-performance',
    'Distribution of TTFT',
    'A',
    { le: '0.25' },
    perSecond(`${ttft}_bucket`, { le: '0.25' }),
  ],
  ['vllm-performance', 'Token throughput', 'A', {}, perSecond('vllm:prompt_tokens_total')],
  [
    'vllm-performance',
    'Prompt tokens by source',
    'A',
    { source: 'local_cache_hit' },
    share(
      hand.total('vllm:prompt_tokens_by_source_total', { source: 'local_cache_hit' }),
      hand.total('vllm:prompt_tokens_by_source_total'),
    ),
  ],
  ['vllm-performance', 'Tokens per counted step', 'C', {}, hand.mean('vllm:iteration_tokens_total')],
  [
    'vllm-performance',
    'Steps counted by API servers',
    'A',
    {},
    perSecond('vllm:iteration_tokens_total_count'),
  ],
  ['vllm-performance', 'KV cache usage', 'B', {}, (0.25 + 0.75) / 2],
  ['vllm-performance', 'KV cache usage', 'C', {}, 0.25],
  [
    'vllm-performance',
    'Cache hit rates',
    'A',
    {},
    share(hand.total('vllm:prefix_cache_hits_total'), hand.total('vllm:prefix_cache_queries_total')),
  ],
  [
    'vllm-performance',
    'Finished sequences by reason',
    'A',
    { finished_reason: 'length' },
    perSecond('vllm:request_success_total', { finished_reason: 'length' }),
  ],
  ['vllm-performance', 'Prompt length', 'C', {}, hand.mean('vllm:request_prompt_tokens')],
  ['vllm-performance', 'Generation length', 'B', {}, hand.quantile(0.5, 'vllm:request_generation_tokens')],
  ['vllm-performance', 'Sequences per request', 'A', {}, hand.mean('vllm:request_params_n')],
  ['vllm-fleet', 'Engines', 'A', {}, REPLICAS.length],
  ['vllm-fleet', 'Waiting requests per engine', 'A', {}, (2 + 1) / REPLICAS.length],
  ['vllm-fleet', 'KV cache headroom', 'A', {}, 1 - (0.25 + 0.75) / 2],
  ['vllm-fleet', 'End-to-end latency p99', 'A', {}, hand.quantile(0.99, e2e)],
  ['vllm-fleet', 'Burn rate, 1 h', 'A', { slo: 'e2e' }, (1 - hand.within(e2e, '30.0')) / 0.01],
  ['vllm-fleet', 'Burn rate, 1 h', 'A', { slo: 'tpot' }, (1 - hand.within(tpot, '0.1')) / 0.01],
  ['vllm-instances', 'Load imbalance', 'A', {}, 5 / 4],
  ['vllm-instances', 'KV cache spread', 'A', {}, 0.5],
  [
    'vllm-kv-cache',
    'Prefill tokens saved',
    'A',
    {},
    perSecond('vllm:prompt_tokens_by_source_total', { source: 'local_cache_hit' }),
  ],
  ['vllm-capacity', 'Cost per hour', 'A', {}, REPLICAS.length * GPUS * PRICE],
  ['vllm-capacity', 'Cost by model', 'A', {}, REPLICAS.length * GPUS],
  ['vllm-capacity', 'Cost spent idle', 'A', {}, 0],
  [
    'services',
    'Error rate by service',
    'B',
    {},
    share(hand.total('http_requests_total', { status: '4xx' }), hand.total('http_requests_total')),
  ],
];
