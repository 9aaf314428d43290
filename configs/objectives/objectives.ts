/** Properties of a service level objective of vLLM that do not depend on the stack. */
export interface ObjectiveFacts {
  /** Part of the names of its alerts: `VLLM<alert>BudgetBurnFast`. */
  readonly alert: string;
  /** Heading in tables and legends. */
  readonly title: string;
  /** Metric that counts its requests: a histogram for a latency objective. */
  readonly metric: string;
  /** Bucket family of that histogram, as named by vLLM's `--custom-histogram-buckets`. */
  readonly family?: 'time_to_first_token' | 'inter_token_latency' | 'request_latency';
  /** Severity of the fast-burn alert with its reason; that of the slow-burn alert is one step lower. */
  readonly page: { readonly severity: 'critical' | 'warning'; readonly why: string };
}

/** The objectives, by their key in the settings. */
export const OBJECTIVES = {
  availability: {
    alert: 'Availability',
    title: 'Availability',
    metric: 'vllm:request_success_total',
    page: { severity: 'critical', why: 'users receive errors' },
  },
  ttft: {
    alert: 'TimeToFirstToken',
    title: 'TTFT',
    metric: 'vllm:time_to_first_token_seconds',
    family: 'time_to_first_token',
    page: { severity: 'critical', why: 'every user waits for the first token' },
  },
  tpot: {
    alert: 'TimePerOutputToken',
    title: 'Time per output token',
    metric: 'vllm:request_time_per_output_token_seconds',
    family: 'inter_token_latency',
    page: { severity: 'critical', why: 'text appears slower than users read it' },
  },
  e2e: {
    alert: 'EndToEndLatency',
    title: 'End-to-end latency',
    metric: 'vllm:e2e_request_latency_seconds',
    family: 'request_latency',
    page: { severity: 'critical', why: 'for clients without streaming this is the only latency' },
  },
  queue: {
    alert: 'QueueTime',
    title: 'Queue time',
    metric: 'vllm:request_queue_time_seconds',
    family: 'request_latency',
    page: { severity: 'warning', why: 'a cause: users notice queueing as high TTFT, which pages' },
  },
} as const satisfies Record<string, ObjectiveFacts>;

export type ObjectiveName = keyof typeof OBJECTIVES;
export type LatencyObjective = Exclude<ObjectiveName, 'availability'>;
/** Histogram of a latency objective. */
export type LatencyMetric = (typeof OBJECTIVES)[LatencyObjective]['metric'];

export const OBJECTIVE_NAMES = Object.keys(OBJECTIVES) as readonly ObjectiveName[];
export const LATENCY_OBJECTIVES = OBJECTIVE_NAMES.filter(
  (name): name is LatencyObjective => name !== 'availability',
);

/** Metrics of all objectives. */
export const OBJECTIVE_METRICS = Object.values(OBJECTIVES).map(({ metric }) => metric);
