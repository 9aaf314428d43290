import { exposition, Histogram, type Labels, Value } from './registry.ts';

/** Observations of one request to a vLLM server. */
export interface Observation {
  readonly status: number;
  readonly seconds: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
  /** Number of requests to this server in flight. */
  readonly concurrency: number;
}

const TOKEN_STEPS = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384];
const TOKENS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
const PER_TOKEN = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
];
const HTTP_SECONDS = [0.1, 0.5, 1];

/** Inter-token latencies that a server has observed so far, in seconds. */
export interface InterTokenLatencies {
  readonly sum: number;
  readonly count: number;
}

/**
 * vLLM metrics that the simulator lacks, computed from the requests that pass through the driver. Names, labels and bucket
 * bounds are those of vLLM; the values describe the simulated load.
 */
export class EngineMetrics {
  readonly #labels: Labels;
  readonly #place: Labels;
  readonly #preemptions = new Value('counter', 'vllm:num_preemptions_total', 'Preemptions.');
  readonly #waiting = new Value(
    'gauge',
    'vllm:num_requests_waiting_by_reason',
    'Waiting requests by reason.',
  );
  readonly #sleep = new Value('gauge', 'vllm:engine_sleep_state', 'Sleep state of the engine.');
  readonly #bySource = new Value('counter', 'vllm:prompt_tokens_by_source_total', 'Prompt tokens by source.');
  readonly #cached = new Value('counter', 'vllm:prompt_tokens_cached_total', 'Cached prompt tokens.');
  readonly #byTier = new Value(
    'counter',
    'vllm:prompt_tokens_cached_by_source_total',
    'Cached prompt tokens by source.',
  );
  readonly #rejections = new Value(
    'counter',
    'vllm:admission_rejections_total',
    'Requests rejected at queue limits.',
  );
  readonly #steps = new Histogram('vllm:iteration_tokens_total', 'Tokens per engine step.', TOKEN_STEPS);
  readonly #computed = new Histogram(
    'vllm:request_prefill_kv_computed_tokens',
    'Prompt tokens computed, not cached, per request.',
    TOKENS,
  );
  readonly #preempted = new Histogram(
    'vllm:request_num_preemptions',
    'Preemptions of a request.',
    [1, 2, 3, 4, 5, 10, 20],
  );
  readonly #sequences = new Histogram(
    'vllm:request_params_n',
    'Output sequences per request.',
    [1, 2, 5, 10, 20],
  );
  readonly #perToken = new Histogram(
    'vllm:request_time_per_output_token_seconds',
    'Mean time per output token of a request.',
    PER_TOKEN,
  );
  readonly #http = new Value('counter', 'http_requests_total', 'HTTP requests.');
  readonly #httpSeconds = new Histogram(
    'http_request_duration_seconds',
    'HTTP request duration.',
    HTTP_SECONDS,
  );

  #interToken: InterTokenLatencies = { sum: 0, count: 0 };
  /** Finished requests whose time per output token has not been recorded yet. */
  #unsettled = 0;

  constructor(model: string, job: string, instance: string) {
    this.#place = { job, instance };
    this.#labels = { ...this.#place, model_name: model, engine: '0' };
    this.#preemptions.add(this.#labels, 0);
    for (const [state, value] of [
      ['awake', 1],
      ['weights_offloaded', 0],
      ['discard_all', 0],
    ] as const) {
      this.#sleep.set({ ...this.#labels, sleep_state: state }, value);
    }
    for (const source of ['local_compute', 'local_cache_hit', 'external_kv_transfer']) {
      this.#bySource.add({ ...this.#labels, source }, 0);
    }
    this.#cached.add(this.#labels, 0);
    for (const source of ['device', 'host', 'p2p', 'disk', 'external_unspecified']) {
      this.#byTier.add({ ...this.#labels, source }, 0);
    }
    for (const reason of ['max_num_queued_reqs', 'max_num_queued_tokens']) {
      this.#rejections.add({ ...this.#place, model_name: model, reason }, 0);
    }
    this.setWaiting(0);
  }

  /** Requests in the simulator only ever wait for free slots, so all of them wait for capacity. */
  setWaiting(requests: number): void {
    this.#waiting.set({ ...this.#labels, reason: 'capacity' }, requests);
    this.#waiting.set({ ...this.#labels, reason: 'deferred' }, 0);
  }

  /**
   * Records the time per output token of the requests finished since the last call: the mean that the server simulated in
   * between. Measuring it here would measure the load of the machine.
   */
  settle(total: InterTokenLatencies): void {
    const restarted = total.count < this.#interToken.count;
    const before = restarted ? { sum: 0, count: 0 } : this.#interToken;
    const tokens = total.count - before.count;
    this.#interToken = total;
    if (tokens === 0) return;
    this.#perToken.observe(this.#labels, (total.sum - before.sum) / tokens, this.#unsettled);
    this.#unsettled = 0;
  }

  observe(seen: Observation): void {
    const handler = '/v1/chat/completions';
    const status = `${Math.floor(seen.status / 100)}xx`;
    this.#http.add({ ...this.#place, method: 'POST', status, handler }, 1);
    this.#httpSeconds.observe({ ...this.#place, method: 'POST', handler }, seen.seconds);
    if (seen.status !== 200) return;

    const computed = seen.promptTokens - seen.cachedTokens;
    this.#bySource.add({ ...this.#labels, source: 'local_compute' }, computed);
    this.#bySource.add({ ...this.#labels, source: 'local_cache_hit' }, seen.cachedTokens);
    this.#cached.add(this.#labels, seen.cachedTokens);
    this.#byTier.add({ ...this.#labels, source: 'device' }, seen.cachedTokens);
    this.#preempted.observe(this.#labels, 0);
    this.#sequences.observe(this.#labels, 1);
    this.#computed.observe(this.#labels, computed);
    // An engine step advances every running request by one token; the step that prefills a prompt processes all of it. Running
    // requests share the steps, so each accounts for a fraction of them.
    this.#steps.observe(this.#labels, computed + seen.concurrency - 1);
    this.#steps.observe(this.#labels, seen.concurrency, Math.round(seen.generatedTokens / seen.concurrency));
    // vLLM records 0 for a request without a second token.
    if (seen.generatedTokens > 1) this.#unsettled += 1;
    else this.#perToken.observe(this.#labels, 0);
  }

  text(): string {
    return exposition([
      this.#preemptions,
      this.#waiting,
      this.#sleep,
      this.#bySource,
      this.#cached,
      this.#byTier,
      this.#rejections,
      this.#steps,
      this.#computed,
      this.#preempted,
      this.#sequences,
      this.#perToken,
      this.#http,
      this.#httpSeconds,
    ]);
  }
}
