import { describe, expect, it } from 'vitest';
import {
  ago,
  and,
  andOn,
  avgBy,
  binary,
  call,
  countBy,
  eachOf,
  fraction,
  increase,
  labelReplace,
  labelsRead,
  matches,
  maxBy,
  mean,
  metricsRead,
  minBy,
  noneOf,
  not,
  notMatches,
  oneOf,
  or,
  overTime,
  plus,
  print,
  quantile,
  quote,
  rate,
  ratio,
  recorded,
  samplesRead,
  scalar,
  selector,
  share,
  sumBy,
  topk,
  union,
  unless,
  vector,
  where,
  type Expression,
} from '../../../configs/promql/index.ts';
import { withFormerNames } from '../../../configs/vllm/index.ts';
import { syntaxErrors } from './parse.ts';

const scope = { job: matches('$job'), model_name: matches('$model_name') };

/** What is written, and what it becomes. */
const up = selector('up');
const [a, b, c, d] = ['a:b:a', 'a:b:b', 'a:b:c', 'a:b:d'].map((name) => recorded(name as never)) as [
  Expression,
  Expression,
  Expression,
  Expression,
];

const expressions: readonly (readonly [string, Expression, string])[] = [
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
    'sum by (model_name) (rate(vllm:prefix_cache_hits_total[$__rate_interval])\nor\nrate(vllm:gpu_prefix_cache_hits_total[$__rate_interval]))',
  ],
  [
    'a gauge with a former name',
    maxBy(
      [],
      eachOf(withFormerNames('vllm:kv_cache_usage_perc'), (name) => selector(name, scope)),
    ),
    'max(vllm:kv_cache_usage_perc{job=~"$job",model_name=~"$model_name"}\nor\nvllm:gpu_cache_usage_perc{job=~"$job",model_name=~"$model_name"})',
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
    'histogram_quantile(0.5, sum by (le) (rate(vllm:inter_token_latency_seconds_bucket[5m])\nor\nrate(vllm:time_per_output_token_seconds_bucket[5m])))',
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
  ['a ratio', ratio(a, b), 'a:b:a / (a:b:b > 0)'],
  ['a ratio of sums', ratio(plus(a, b), plus(c, d)), '(a:b:a + a:b:b) / (a:b:c + a:b:d > 0)'],
  ['a part that may be missing', fraction(a, b), '(a:b:a or a:b:b * 0) / (a:b:b > 0)'],
  ['alternatives', or(a, b, binary(c, '-', d)), 'a:b:a or a:b:b or a:b:c - a:b:d'],
  ['one alternative', or(a), 'a:b:a'],
  [
    'operators of the same precedence on the left',
    binary(binary(a, '-', b), '-', c),
    'a:b:a - a:b:b - a:b:c',
  ],
  [
    'operators of the same precedence on the right',
    binary(a, '-', binary(b, '-', c)),
    'a:b:a - (a:b:b - a:b:c)',
  ],
  ['a looser operator inside of a tighter one', binary(plus(a, b), '*', 2), '(a:b:a + a:b:b) * 2'],
  ['a power of a power', binary(binary(a, '^', 2), '^', 3), '(a:b:a ^ 2) ^ 3'],
  ['two different set operators', unless(and(a, b), c), '(a:b:a and a:b:b) unless a:b:c'],
  [
    'conditions that all have to hold',
    and(binary(a, '>', 1), binary(b, '==', 0)),
    'a:b:a > 1 and a:b:b == 0',
  ],
  ['a comparison of a comparison', binary(binary(a, '>', 1), '<', 2), 'a:b:a > 1 < 2'],
  ['a join by labels', andOn(['job'], a, b), 'a:b:a and on (job) a:b:b'],
  [
    'labels copied from the other side',
    binary(a, '*', b, { on: ['job'], groupLeft: ['model_name'] }),
    'a:b:a * on (job) group_left (model_name) a:b:b',
  ],
  ['the largest series', topk(5, up), 'topk(5, up)'],
  ['the largest series of each job', topk(1, up, ['job']), 'topk by (job) (1, up)'],
  ['a function of a window', overTime('changes', up, '1h'), 'changes(up[1h])'],
  [
    'the value some time ago',
    ago(sumBy([], overTime('rate', up, '5m')), '1w'),
    'sum(rate(up[5m] offset 1w))',
  ],
  ['a function of numbers', call('clamp_min', a, 0), 'clamp_min(a:b:a, 0)'],
  ['a constant vector', vector('$seconds'), 'vector($seconds)'],
  ['a label set by hand', labelReplace(up, 'a', 'b'), 'label_replace(up, "a", "b", "", "")'],
  [
    'parts told apart by a label',
    union('part', { first: a, second: b }),
    'label_replace(a:b:a, "part", "first", "", "") or label_replace(a:b:b, "part", "second", "", "")',
  ],
  [
    'further conditions on every selector',
    where(ratio(selector('up', { job: 'x' }), up), { instance: not('y') }),
    'up{job="x",instance!="y"} / (up{instance!="y"} > 0)',
  ],
  [
    'two conditions on one label',
    selector('up', { job: [matches('$job'), not('x')] }),
    'up{job=~"$job",job!="x"}',
  ],
  ['one of several values', selector('up', { job: oneOf(['a.b', 'c']) }), 'up{job=~"a\\\\.b|c"}'],
  ['one value', selector('up', { job: oneOf(['a.b']) }), 'up{job="a.b"}'],
  ['none of several values', selector('up', { job: noneOf(['a', 'b']) }), 'up{job!~"a|b"}'],
  [
    'a line that would be too long',
    or(recorded(`a:${'b'.repeat(60)}:c`), recorded(`a:${'c'.repeat(60)}:c`)),
    `a:${'b'.repeat(60)}:c\nor\na:${'c'.repeat(60)}:c`,
  ],
  ['a variable as a number', binary(a, '>', scalar('$limit')), 'a:b:a > $limit'],
];

describe('every expression', () => {
  it.each(expressions)('%s', (_, written, expected) => {
    expect(print(written)).toBe(expected);
    expect(syntaxErrors(print(written))).toEqual([]);
  });
});

describe('syntaxErrors', () => {
  it.each(['sum(', 'rate(a[5m]) by (b)', 'a{b=c}', 'sum by le (a)'])('finds fault with %s', (query) => {
    expect(syntaxErrors(query)).not.toEqual([]);
  });
});

describe('what an expression reads', () => {
  const hits = sumBy(['job'], rate(withFormerNames('vllm:prefix_cache_hits_total'), { engine: '0' }));
  const expression = binary(hits, '*', recorded('a:b:c', { slo: 'ttft' }, ['vllm:num_requests_running']), {
    on: ['job'],
    groupLeft: ['model_name'],
  });

  it('are samples, metrics behind them, and labels', () => {
    expect(samplesRead(expression)).toEqual([
      'vllm:prefix_cache_hits_total',
      'vllm:gpu_prefix_cache_hits_total',
      'a:b:c',
    ]);
    expect(metricsRead(expression)).toEqual([
      'vllm:prefix_cache_hits_total',
      'vllm:gpu_prefix_cache_hits_total',
      'vllm:num_requests_running',
    ]);
    expect(labelsRead(expression)).toEqual(['job', 'model_name', 'engine', 'slo']);
  });

  it('are histograms under the name of the metric', () => {
    expect(metricsRead(quantile(0.5, 'vllm:time_to_first_token_seconds'))).toEqual([
      'vllm:time_to_first_token_seconds',
    ]);
  });
});

describe('quote', () => {
  it('escapes what would end the string', () => {
    expect(quote('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
  });
});
