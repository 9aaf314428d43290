import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  avgBy,
  binary,
  countBy,
  eachOf,
  fraction,
  increase,
  matches,
  maxBy,
  mean,
  minBy,
  not,
  notMatches,
  operand,
  or,
  quantile,
  quote,
  rate,
  ratio,
  recorded,
  selector,
  share,
  sumBy,
} from '../../../configs/promql/index.ts';
import { withFormerNames } from '../../../configs/vllm/index.ts';
import { syntaxErrors } from './parse.ts';

const scope = { job: matches('$job'), model_name: matches('$model_name') };

/** What is written, and what it becomes. */
const expressions: readonly (readonly [string, string, string])[] = [
  ['a selector', selector('vllm:num_requests_running'), 'vllm:num_requests_running'],
  [
    'matchers in the order given',
    selector('vllm:request_success_total', { ...scope, finished_reason: not('abort'), engine: '0' }),
    'vllm:request_success_total{job=~"$job",model_name=~"$model_name",finished_reason!="abort",engine="0"}',
  ],
  [
    'a negated pattern with a backslash',
    selector('up', { instance: notMatches('10\\.0\\.0\\..+') }),
    'up{instance!~"10\\\\.0\\\\.0\\\\..+"}',
  ],
  ['a condition left out', selector('up', { job: undefined }), 'up'],
  [
    'a recorded series',
    recorded('model:vllm_generation_tokens:rate5m', { model_name: 'a' }),
    'model:vllm_generation_tokens:rate5m{model_name="a"}',
  ],
  ['a rate', rate('vllm:num_preemptions_total'), 'rate(vllm:num_preemptions_total[$__rate_interval])'],
  [
    'a rate over a fixed window',
    rate('vllm:time_to_first_token_seconds_count', { engine: '0' }, '5m'),
    'rate(vllm:time_to_first_token_seconds_count{engine="0"}[5m])',
  ],
  [
    'an increase',
    increase('loki_discarded_samples_total', {}, '1h'),
    'increase(loki_discarded_samples_total[1h])',
  ],
  [
    'a rate with a former name',
    sumBy(['model_name'], rate(withFormerNames('vllm:prefix_cache_hits_total'))),
    'sum by (model_name) (rate(vllm:prefix_cache_hits_total[$__rate_interval]) or rate(vllm:gpu_prefix_cache_hits_total[$__rate_interval]))',
  ],
  [
    'a gauge with a former name',
    maxBy(
      [],
      eachOf(withFormerNames('vllm:kv_cache_usage_perc'), (name) => selector(name, scope)),
    ),
    'max(vllm:kv_cache_usage_perc{job=~"$job",model_name=~"$model_name"} or vllm:gpu_cache_usage_perc{job=~"$job",model_name=~"$model_name"})',
  ],
  ['a sum of everything', sumBy([], selector('vllm:num_requests_waiting')), 'sum(vllm:num_requests_waiting)'],
  ['a minimum', minBy(['job'], selector('up')), 'min by (job) (up)'],
  ['a mean', avgBy(['job', 'instance'], selector('up')), 'avg by (job, instance) (up)'],
  ['a number of series', countBy(['job'], selector('up')), 'count by (job) (up)'],
  [
    'a quantile',
    quantile(0.95, 'vllm:time_to_first_token_seconds', ['model_name'], scope, '5m'),
    'histogram_quantile(0.95, sum by (le, model_name) (rate(vllm:time_to_first_token_seconds_bucket{job=~"$job",model_name=~"$model_name"}[5m])))',
  ],
  [
    'a quantile of a former name',
    quantile(0.5, withFormerNames('vllm:inter_token_latency_seconds'), [], {}, '5m'),
    'histogram_quantile(0.5, sum by (le) (rate(vllm:inter_token_latency_seconds_bucket[5m]) or rate(vllm:time_per_output_token_seconds_bucket[5m])))',
  ],
  [
    'a quantile that a variable picks',
    quantile('$quantile', 'http_request_duration_seconds', ['handler'], {}, '5m'),
    'histogram_quantile($quantile, sum by (le, handler) (rate(http_request_duration_seconds_bucket[5m])))',
  ],
  [
    'a mean of what a histogram saw',
    mean('vllm:iteration_tokens_total', [], {}, '5m'),
    'sum(rate(vllm:iteration_tokens_total_sum[5m]))\n/\n(sum(rate(vllm:iteration_tokens_total_count[5m])) > 0)',
  ],
  [
    'a share at or below a bound',
    share('vllm:time_to_first_token_seconds', 1, ['model_name'], { engine: '0' }, '5m'),
    'sum by (model_name) (rate(vllm:time_to_first_token_seconds_bucket{engine="0",le="1.0"}[5m]))\n/\n(sum by (model_name) (rate(vllm:time_to_first_token_seconds_count{engine="0"}[5m])) > 0)',
  ],
  [
    'a share at or below a bound that a variable picks',
    share('http_request_duration_seconds', '$bound', [], {}, '5m'),
    'sum(rate(http_request_duration_seconds_bucket{le="$bound"}[5m]))\n/\n(sum(rate(http_request_duration_seconds_count[5m])) > 0)',
  ],
  ['a ratio', ratio('sum(a)', 'sum(b)'), 'sum(a) / (sum(b) > 0)'],
  ['a ratio of sums', ratio('a + b', 'c + d'), '(a + b) / ((c + d) > 0)'],
  ['a part that may be missing', fraction('sum(a)', 'sum(b)'), '(sum(a) or (sum(b) * 0)) / (sum(b) > 0)'],
  ['alternatives', or('a', 'b', 'c - d'), 'a or b or (c - d)'],
  ['one alternative', or('a'), 'a'],
  ['a sum of shares, the operator kept apart', binary('a / b', '+', 'c'), '(a / b) + c'],
];

describe('every expression', () => {
  it.each(expressions)('%s', (_, written, expected) => {
    expect(written).toBe(expected);
    expect(syntaxErrors(written)).toEqual([]);
  });
});

describe('syntaxErrors', () => {
  it.each(['sum(', 'rate(a[5m]) by (b)', 'a{b=c}', 'sum by le (a)'])('finds fault with %s', (query) => {
    expect(syntaxErrors(query)).not.toEqual([]);
  });
});

describe('operand', () => {
  it.each([
    ['a', 'a'],
    ['a{b="c - d"}', 'a{b="c - d"}'],
    ['a{b="\\" or \\""}', 'a{b="\\" or \\""}'],
    ['sum by (a) (b / c)', 'sum by (a) (b / c)'],
    ['a >= 1', '(a >= 1)'],
    ['a\nunless\nb', '(a\nunless\nb)'],
  ])('%j becomes %j', (expression, expected) => {
    expect(operand(expression)).toBe(expected);
  });
});

describe('quote', () => {
  it('escapes what would end the string', () => {
    expect(quote('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
  });
});

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
    expectTypeOf(rate<'vllm:num_preemptions_total'>).returns.toBeString();
    // @ts-expect-error a window without a unit
    expect(rate('vllm:num_preemptions_total', {}, '5')).toContain('[5]');
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
    expect(selector('vllm:cache_config_info', { engine: '0' })).toBe('vllm:cache_config_info{engine="0"}');
  });
});
