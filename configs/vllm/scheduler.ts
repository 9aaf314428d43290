import { counter, gauge, histogram, metrics } from './define.ts';
import { engineLabels } from './metric.ts';

/** Scheduler state and finished requests. */
export const scheduler = metrics(
  { labels: engineLabels, since: '0.8.5' },
  {
    'vllm:num_requests_running': gauge('requests', 'Requests in the batch the engine is executing.'),
    'vllm:num_requests_waiting': gauge(
      'requests',
      'Requests waiting to be scheduled, for capacity or deferred.',
    ),
    'vllm:num_requests_waiting_by_reason': gauge(
      'requests',
      'Waiting requests by cause: no capacity, or deferred by a LoRA budget, a KV transfer or a blocked state.',
      { labels: [...engineLabels, 'reason'], values: { reason: ['capacity', 'deferred'] }, since: '0.20.0' },
    ),
    'vllm:num_requests_kv_fetch_by_stage': gauge(
      'requests',
      'Waiting requests by progress of loading their KV blocks from outside the engine.',
      {
        labels: [...engineLabels, 'stage'],
        values: { stage: ['waiting_to_start', 'in_progress', 'completed_waiting'] },
        since: '0.32.0',
        requires: 'consumer',
      },
    ),
    'vllm:engine_sleep_state': gauge(
      'state',
      'State of the engine, 1 for the one it is in: awake, asleep at level 1 (weights offloaded) or at level 2 (all discarded).',
      {
        labels: [...engineLabels, 'sleep_state'],
        values: { sleep_state: ['awake', 'weights_offloaded', 'discard_all'] },
        since: '0.11.1',
      },
    ),
    'vllm:num_preemptions_total': counter(
      'events',
      'Preemptions of running requests because no KV cache block was free.',
    ),
    // error since 0.13.0, repetition since 0.17.0
    'vllm:request_success_total': counter(
      'requests',
      'Finished requests by finish reason; requests canceled by clients are not always counted as abort.',
      {
        labels: [...engineLabels, 'finished_reason'],
        values: { finished_reason: ['stop', 'length', 'abort', 'error', 'repetition'] },
      },
    ),
    'vllm:admission_rejections_total': counter(
      'requests',
      'Requests rejected because a queue limit was reached.',
      {
        labels: ['model_name', 'reason'],
        values: { reason: ['max_num_queued_reqs', 'max_num_queued_tokens'] },
        since: '0.32.0',
      },
    ),
    'vllm:corrupted_requests_total': counter('requests', 'Requests whose logits contained NaN.', {
      since: '0.11.1',
      requires: 'corruption',
    }),
    'vllm:watermark_requests_total': counter(
      'requests',
      'Finished requests by whether their text is watermarked.',
      {
        labels: [...engineLabels, 'status'],
        values: { status: ['watermarked', 'skipped', 'not_watermarked'] },
        since: '0.32.0',
        requires: 'watermark',
      },
    ),
    'vllm:request_num_preemptions': histogram('events', 'Preemptions of a finished request.', {
      buckets: 'request_num_preemptions',
      since: '0.30.0',
    }),
    'vllm:request_params_n': histogram('sequences', 'Output sequences of a request (parameter n).', {
      buckets: 'request_params_n',
    }),
  },
);
