import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  matches,
  print,
  quantile,
  rate,
  selector,
  share,
  type Expression,
} from '../../../configs/promql/index.ts';

const scope = { job: matches('$job'), model_name: matches('$model_name') };

describe('what cannot be asked', () => {
  it('does not compile', () => {
    const mistakes = [
      // @ts-expect-error the counter is exposed with _total
      () => selector('vllm:num_preemptions'),
      // @ts-expect-error a histogram has no sample of its own name
      () => selector('vllm:time_to_first_token_seconds'),
      // @ts-expect-error a gauge
      () => rate('vllm:num_requests_running'),
      // @ts-expect-error a counter
      () => quantile(0.95, 'vllm:prompt_tokens_total'),
      // @ts-expect-error 2 s is between two bounds
      () => share('vllm:time_to_first_token_seconds', 2),
      // @ts-expect-error the label is finished_reason
      () => selector('vllm:request_success_total', { finish_reason: 'stop' }),
      // @ts-expect-error the metric knows no model
      () => quantile(0.95, 'http_request_duration_seconds', ['model_name']),
    ];
    for (const mistake of mistakes.slice(0, 2))
      expect(mistake).toThrow('is not a series of a catalogued metric');
    expectTypeOf(rate<'vllm:num_preemptions_total'>).returns.toEqualTypeOf<Expression>();
    // @ts-expect-error a window without a unit
    expect(print(rate('vllm:num_preemptions_total', {}, '5'))).toContain('[5]');
  });

  it('fails where a type cannot see it', () => {
    expect(() => selector('http_requests_total', { ...scope })).toThrow(
      '"http_requests_total" has no label "model_name"; it has: handler, method, status',
    );
    expect(() => share('vllm:e2e_request_latency_seconds', 3 as 2.5)).toThrow(
      '3 is not a bucket bound of "vllm:e2e_request_latency_seconds"',
    );
    expect(() => quantile(95, 'vllm:e2e_request_latency_seconds')).toThrow('between 0 and 1, got 95');
  });

  it('leaves labels open where they differ by release', () => {
    expect(print(selector('vllm:cache_config_info', { engine: '0' }))).toBe(
      'vllm:cache_config_info{engine="0"}',
    );
  });
});
