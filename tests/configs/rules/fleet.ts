import { awake, finished, http, of, offloaded, rejected, running, started, up, waiting } from './series.ts';
import type { Behaviours } from './timeline.ts';

/** The stack that the cases play in: two replicas of one model, a backend, a gateway of each kind, and the monitoring itself. */
export const STACK = {
  targets: [
    { name: 'vllm-api', endpoints: ['a:8000', 'b:8000'] },
    { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
    { name: 'router', kind: 'production-stack-router', endpoints: ['router'] },
    { name: 'picker', kind: 'llm-d-epp', endpoints: ['picker'] },
    { name: 'litellm', kind: 'litellm', endpoints: ['litellm'] },
  ],
  traces: { enabled: true },
  cost: { gpuHour: { h100: 2.5 }, perMillionTokens: 10 },
  models: [{ name: 'llama', engine: { gpus: 4, gpu: 'h100', maxNumSeqs: 4 } }],
  alerts: {
    runbookUrl: 'https://runbooks.example.com/llm',
    contactPoints: [
      { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' },
      { kind: 'webhook', name: 'healthcheck', url: 'https://hc.example.com/1' },
    ],
    heartbeat: { receiver: 'healthcheck' },
  },
};

export const REPLICAS = ['a:8000', 'b:8000'] as const;

/** The same behaviour for every replica. */
export function everywhere(behaviours: (instance: string) => Behaviours): Behaviours {
  return Object.assign({}, ...REPLICAS.map(behaviours)) as Behaviours;
}

export const perSecond = (rate: number) => ({ perSecond: rate });

/** Histogram and bucket of each latency objective, at the default thresholds. */
export const LATENCIES = {
  ttft: ['vllm:time_to_first_token_seconds', '2.5'],
  tpot: ['vllm:request_time_per_output_token_seconds', '0.1'],
  e2e: ['vllm:e2e_request_latency_seconds', '30.0'],
  queue: ['vllm:request_queue_time_seconds', '2.0'],
} as const;

/** Shares of the requests: slow ones by objective, failed ones, those cut off by clients, and those of one token. */
export type Shares = Partial<Record<keyof typeof LATENCIES | 'errors' | 'cutOff' | 'oneToken', number>>;

/**
 * Requests per second of one replica, and which share of them is bad. As in vLLM, a request that its client cuts off is observed
 * at its first token only, and one of a single token has a time per output token of 0.
 */
export function traffic(instance: string, rate: number, bad: Shares = {}): Behaviours {
  const { errors = 0, cutOff = 0, oneToken = 0 } = bad;
  const completed = rate * (1 - cutOff);
  const latencies = Object.entries(LATENCIES).flatMap(([slo, [metric, le]]) => {
    const all = slo === 'ttft' ? rate : completed;
    return [
      [of(instance, `${metric}_count`), perSecond(all)],
      [of(instance, `${metric}_bucket`, `le="${le}"`), perSecond(all * (1 - (bad[slo as 'ttft'] ?? 0)))],
      [of(instance, `${metric}_bucket`, 'le="+Inf"'), perSecond(all)],
    ];
  });
  return {
    ...(Object.fromEntries(latencies) as Behaviours),
    [finished(instance, 'stop')]: perSecond(completed * (1 - errors)),
    [finished(instance, 'error')]: perSecond(completed * errors),
    [finished(instance, 'abort')]: perSecond(0),
    [of(instance, 'vllm:request_generation_tokens_bucket', 'le="1.0"')]: perSecond(completed * oneToken),
    [of(instance, 'vllm:generation_tokens_total')]: perSecond(rate * 100),
    [of(instance, 'vllm:prompt_tokens_total')]: perSecond(rate * 300),
    [http('2xx', instance)]: perSecond(rate),
  };
}

/** A request per minute in all. */
export const TRICKLE: Behaviours = everywhere((instance) => traffic(instance, 1 / 120));

/** A replica that works and has room. */
export function replica(instance: string, rate = 2): Behaviours {
  return {
    [up(instance)]: 1,
    [started(instance)]: 1_000_000,
    [running(instance)]: 4,
    [waiting(instance)]: 0,
    [of(instance, 'vllm:kv_cache_usage_perc')]: 0.4,
    [awake(instance)]: 1,
    [offloaded(instance)]: 0,
    [of(instance, 'vllm:num_preemptions_total')]: perSecond(0),
    [rejected(instance)]: perSecond(0),
    ...traffic(instance, rate),
  };
}

/** The monitoring, in good health. */
export const MONITORING: Behaviours = {
  ...Object.fromEntries(
    ['prometheus', 'loki', 'grafana', 'alloy'].map((job) => [`up{job="${job}",instance="${job}:1"}`, 1]),
  ),
  'up{job="backend",instance="backend:8001"}': 1,
  'http_requests_total{job="backend",instance="backend:8001",method="POST",handler="/chat",status="2xx"}':
    perSecond(2),
  'prometheus_config_last_reload_successful{job="prometheus",instance="prometheus:1"}': 1,
  'prometheus_rule_evaluation_failures_total{job="prometheus",instance="prometheus:1",rule_group="slo-hours"}':
    perSecond(0),
  'prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus",instance="prometheus:1"}':
    perSecond(0),
  'prometheus_tsdb_compactions_failed_total{job="prometheus",instance="prometheus:1"}': perSecond(0),
  'grafana_alerting_notifications_failed_total{job="grafana",instance="grafana:1",integration="webhook"}':
    perSecond(0),
  'loki_write_dropped_entries_total{job="alloy",instance="alloy:1",reason="ingester_error"}': perSecond(0),
  'loki_request_duration_seconds_count{job="loki",instance="loki:1",route="loki_api_v1_push",status_code="204"}':
    perSecond(5),
  'loki_request_duration_seconds_count{job="loki",instance="loki:1",route="loki_api_v1_push",status_code="500"}':
    perSecond(0),
  'node_filesystem_avail_bytes{job="node",instance="n:9100",mountpoint="/",fstype="ext4"}': 40,
  'node_filesystem_size_bytes{job="node",instance="n:9100",mountpoint="/",fstype="ext4"}': 100,
};

/** A series of a gateway, whose only instance is named like its job. */
export const at = (job: string, metric: string, labels = '') =>
  `${metric}{job="${job}",instance="${job}:1"${labels && `,${labels}`}}`;

/** Gateways that serve two requests per second each. */
export const GATEWAYS: Behaviours = {
  ...Object.fromEntries(['router', 'picker', 'litellm'].map((job) => [at(job, 'up'), 1])),
  [at('router', 'vllm:num_incoming_requests_total', 'model="llama"')]: perSecond(2),
  [at('router', 'vllm:healthy_pods_total', 'server="a"')]: 1,
  [at('router', 'vllm:healthy_pods_total', 'server="b"')]: 1,
  [at('picker', 'inference_objective_request_total', 'model_name="llama"')]: perSecond(2),
  [at('picker', 'inference_pool_ready_pods', 'name="pool"')]: 2,
  [at('litellm', 'litellm_proxy_total_requests_metric_total', 'requested_model="llama"')]: perSecond(2),
  [at('litellm', 'litellm_deployment_state', 'litellm_model_name="llama",model_id="1"')]: 0,
  [at('litellm', 'litellm_deployment_state', 'litellm_model_name="llama",model_id="2"')]: 0,
};

export const HEALTHY: Behaviours = {
  ...everywhere((instance) => replica(instance)),
  ...MONITORING,
  ...GATEWAYS,
};

/** Settings of a stack whose vLLM job has these. */
export const jobWith = (settings: object) => ({
  targets: [
    { name: 'vllm-api', endpoints: [...REPLICAS], ...settings },
    { name: 'backend', kind: 'http', endpoints: ['backend:8001'] },
  ],
});

/** The same for a stack that discovers the pods of its vLLM job. */
export const discovered = (settings: object) => ({
  backend: 'kubernetes',
  targets: [],
  kubernetes: {
    discovery: [
      { name: 'vllm-api', namespaces: ['llm'], selector: { app: 'vllm' }, port: 'http', ...settings },
    ],
  },
});
