/** Names of the series of a vLLM server. */
export const MODEL = 'llama';

const place = (instance: string) => `job="vllm-api",instance="${instance}"`;

/** A series of one replica: `of('a:8000', 'vllm:num_requests_waiting')`. */
export const of = (instance: string, metric: string, labels = '') =>
  `${metric}{${place(instance)},model_name="${MODEL}",engine="0"${labels && `,${labels}`}}`;

export const up = (instance: string) => `up{${place(instance)}}`;
export const started = (instance: string) => `process_start_time_seconds{${place(instance)}}`;
export const running = (instance: string) => of(instance, 'vllm:num_requests_running');
export const waiting = (instance: string) => of(instance, 'vllm:num_requests_waiting');
export const awake = (instance: string) => of(instance, 'vllm:engine_sleep_state', 'sleep_state="awake"');
export const offloaded = (instance: string) =>
  of(instance, 'vllm:engine_sleep_state', 'sleep_state="weights_offloaded"');
export const finished = (instance: string, reason: string) =>
  of(instance, 'vllm:request_success_total', `finished_reason="${reason}"`);
export const rejected = (instance: string) =>
  `vllm:admission_rejections_total{${place(instance)},model_name="${MODEL}",reason="max_num_queued_reqs"}`;
export const http = (status: string, instance = 'a:8000', handler = '/v1/chat/completions') =>
  `http_requests_total{${place(instance)},method="POST",handler="${handler}",status="${status}"}`;
