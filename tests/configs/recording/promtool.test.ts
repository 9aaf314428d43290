import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { recordingRules } from '../../../configs/recording/index.ts';
import { ruleFile } from '../../../configs/rules/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { describeWith } from '../../helpers/tools.ts';

const rules = recordingRules(parseSettings({}));

/** Two replicas of one model, and one of another, whose counters gain these numbers each 15 s for two hours and a half. */
const series = (name: string, labels: string, gains: number) => ({
  series: `${name}{job="vllm",${labels}}`,
  values: `0+${gains}x600`,
});

const constant = (name: string, labels: string, value: number) => ({
  series: `${name}{job="vllm",${labels}}`,
  values: `${value}x600`,
});

const a = 'instance="a",model_name="small",engine="0"';
const b = 'instance="b",model_name="small",engine="0"';
const c = 'instance="c",model_name="large",engine="0"';

const sample = (name: string, model: string, value: number, more = '') => ({
  labels: `${name}{job="vllm",model_name="${model}"${more}}`,
  value,
});

const ofServer = (name: string, instance: string, model: string, value: number) => ({
  labels: `${name}{job="vllm",instance="${instance}",model_name="${model}"}`,
  value,
});

/** What is recorded in the end: 15 more in 15 s is 1 a second. */
const expected: Readonly<Record<string, readonly { labels: string; value: number }[]>> = {};
for (const window of ['1m', '5m', '1h']) {
  const tokens = `job_model:vllm_prompt_tokens:rate${window}`;
  const bucket = `job_model:vllm_time_to_first_token_seconds_bucket:rate${window}`;
  const http = `job_model:http_requests:rate${window}`;
  Object.assign(expected, {
    [tokens]: [sample(tokens, 'small', 3), sample(tokens, 'large', 4)],
    [bucket]: [sample(bucket, 'small', 2, ',le="1.0"')],
    [http]: [sample(http, 'small', 3, ',status="2xx"'), sample(http, 'large', 1, ',status="5xx"')],
  });
}
Object.assign(expected, {
  'job_model:vllm_num_requests_running:sum': [
    sample('job_model:vllm_num_requests_running:sum', 'small', 5),
    sample('job_model:vllm_num_requests_running:sum', 'large', 7),
  ],
  // By server, with the model of the server where the metric has none.
  'job_instance:vllm_e2e_request_latency_seconds:p95': [
    ofServer('job_instance:vllm_e2e_request_latency_seconds:p95', 'a', 'small', 0.95),
    ofServer('job_instance:vllm_e2e_request_latency_seconds:p95', 'b', 'small', 1.95),
  ],
  'job_instance:process_cpu_seconds:rate': [
    ofServer('job_instance:process_cpu_seconds:rate', 'a', 'small', 1),
    ofServer('job_instance:process_cpu_seconds:rate', 'c', 'large', 2),
  ],
  'job_model:http_request_duration_seconds_sum:rate': [
    sample('job_model:http_request_duration_seconds_sum:rate', 'small', 3, ',handler="/v1/completions"'),
  ],
  'job_model:vllm_engines:count': [
    sample('job_model:vllm_engines:count', 'small', 2),
    sample('job_model:vllm_engines:count', 'large', 1),
  ],
  'job_model:vllm_kv_cache_usage_perc:avg': [
    sample('job_model:vllm_kv_cache_usage_perc:avg', 'small', 0.375),
    sample('job_model:vllm_kv_cache_usage_perc:avg', 'large', 0.75),
  ],
  'job_model:vllm_kv_cache_usage_perc:max': [
    sample('job_model:vllm_kv_cache_usage_perc:max', 'small', 0.5),
    sample('job_model:vllm_kv_cache_usage_perc:max', 'large', 0.75),
  ],
});

describeWith(['promtool'], 'the recording rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  const promtool = (...args: string[]) => execFileSync('promtool', args, { cwd: folder, encoding: 'utf8' });
  writeFileSync(join(folder, 'rules.yml'), ruleFile('', rules).content as string);

  /** Evaluates some of the rules over samples of each 15 s, and compares what they record. */
  const expectRecorded = (
    groups: typeof rules,
    interval: string,
    { inputs, expected }: { inputs: readonly object[]; expected: readonly object[] },
  ) => {
    writeFileSync(join(folder, 'tested.yml'), ruleFile('', groups).content as string);
    const test = {
      rule_files: ['tested.yml'],
      evaluation_interval: interval,
      group_eval_order: groups.map(({ name }) => name),
      fuzzy_compare: true,
      tests: [{ interval: '15s', input_series: inputs, promql_expr_test: expected }],
    };
    writeFileSync(join(folder, 'test.yml'), stringify(test, { lineWidth: 0 }));
    expect(promtool('test', 'rules', 'test.yml')).toContain('SUCCESS');
  };

  it('are accepted by Prometheus', () => {
    expect(promtool('check', 'rules', 'rules.yml')).toContain('SUCCESS');
  });

  it('record rates of all replicas by model, for every window, the former name of a metric counting too', () => {
    expectRecorded(rules, '1m', {
      inputs: [
        series('vllm:prompt_tokens_total', a, 15),
        series('vllm:prompt_tokens_total', b, 30),
        series('vllm:prompt_tokens_total', c, 60),
        series('vllm:time_to_first_token_seconds_bucket', `${a},le="1.0"`, 15),
        series('vllm:time_to_first_token_seconds_bucket', `${b},le="1.0"`, 15),
        // All of a within a second; all of b between one and two, so that their p95 is 1.95.
        series('vllm:e2e_request_latency_seconds_bucket', `${a},le="1.0"`, 15),
        series('vllm:e2e_request_latency_seconds_bucket', `${a},le="+Inf"`, 15),
        series('vllm:e2e_request_latency_seconds_bucket', `${b},le="1.0"`, 0),
        series('vllm:e2e_request_latency_seconds_bucket', `${b},le="2.0"`, 15),
        series('vllm:e2e_request_latency_seconds_bucket', `${b},le="+Inf"`, 15),
        series('process_cpu_seconds_total', 'instance="a"', 15),
        series('process_cpu_seconds_total', 'instance="c"', 30),
        series('http_request_duration_seconds_sum', 'instance="a",handler="/v1/completions"', 15),
        series('http_request_duration_seconds_sum', 'instance="b",handler="/v1/completions"', 30),
        series(
          'http_requests_total',
          'instance="a",handler="/v1/completions",method="POST",status="2xx"',
          15,
        ),
        series(
          'http_requests_total',
          'instance="b",handler="/v1/completions",method="POST",status="2xx"',
          30,
        ),
        series(
          'http_requests_total',
          'instance="c",handler="/v1/completions",method="POST",status="5xx"',
          15,
        ),
        constant('vllm:num_requests_running', a, 2),
        constant('vllm:num_requests_running', b, 3),
        constant('vllm:num_requests_running', c, 7),
        constant('vllm:kv_cache_usage_perc', a, 0.25),
        constant('vllm:kv_cache_usage_perc', b, 0.5),
        constant('vllm:gpu_cache_usage_perc', c, 0.75),
        // vLLM 0.10 with several API servers: the processes' own figures are old, the former name has the present one.
        constant('vllm:kv_cache_usage_perc', `${c},pid="7"`, 0.95),
        constant('vllm:kv_cache_usage_perc', `${c},pid="8"`, 0.1),
      ],
      expected: Object.entries(expected).map(([expr, exp_samples]) => ({
        // A sum over a count is off by a rounding error; `round` drops the name.
        expr: `round(${expr}, 0.000001)`,
        eval_time: '2h15m',
        exp_samples: exp_samples.map(({ labels, value }) => ({
          labels: labels.slice(labels.indexOf('{')),
          value,
        })),
      })),
    });
  });

  it('keep clusters and namespaces apart whose servers have the same address, job and model', () => {
    const places = {
      'cluster="eu",namespace="one"': 1,
      'cluster="eu",namespace="two"': 2,
      'cluster="us",namespace="one"': 4,
    };
    const of = (place: string) => `${place},instance="a",model_name="shared"`;
    const recordedAs = {
      'job_model:vllm_prompt_tokens:rate1m': '',
      'job_model:vllm_num_requests_running:sum': '',
      'job_model:vllm_engines:count': '',
      'job_model:vllm_kv_cache_usage_perc:max': '',
      'job_model:http_requests:rate1m': ',status="2xx"',
      'job_instance:process_cpu_seconds:rate': ',instance="a"',
    } as const;
    expectRecorded(rules, '15s', {
      inputs: Object.entries(places).flatMap(([place, times]) => [
        series('vllm:prompt_tokens_total', `${of(place)},engine="0"`, 15 * times),
        constant('vllm:num_requests_running', `${of(place)},engine="0"`, times),
        constant('vllm:kv_cache_usage_perc', `${of(place)},engine="0"`, times),
        series(
          'http_requests_total',
          `${place},instance="a",handler="/v1/x",method="POST",status="2xx"`,
          15 * times,
        ),
        series('process_cpu_seconds_total', `${place},instance="a"`, 15 * times),
      ]),
      expected: Object.entries(recordedAs).map(([name, more]) => ({
        expr: `round(${name}, 0.000001)`,
        eval_time: '15m',
        exp_samples: Object.entries(places).map(([place, times]) => ({
          labels: `{${place},job="vllm",model_name="shared"${more}}`,
          value: name.endsWith(':count') ? 1 : times,
        })),
      })),
    });
  }, 120_000);

  /** What a model did in the last hour, whatever part of it served: one token a second, so as many tokens as seconds. */
  it('record over an hour what a model did in it', () => {
    const hours: Readonly<Record<string, readonly [values: string, seconds: number]>> = {
      // Samples each 15 s for three hours; the last hour begins at sample 480.
      'served-until-55-minutes-ago': ['0+15x500 _x220', 300],
      'started-15-minutes-ago': ['_x660 0+15x60', 900],
      'to-zero-and-back': ['0+15x540 _x120 0+15x60', 900 + 900],
      restarted: ['0+15x600 0+15x120', 3600],
      steady: ['0+15x720', 3600],
    };
    const tokens = 'job_model:vllm_generation_tokens';
    const read = rules
      .map(({ name, rules: all }) => ({
        name,
        rules: all.filter(({ record }) => record.startsWith(tokens) || record.includes('rate_evaluations')),
      }))
      .filter(({ rules: some }) => some.length > 0);
    expectRecorded(read, '15s', {
      inputs: Object.entries(hours).map(([model, [values]]) => ({
        series: `vllm:generation_tokens_total{job="vllm",instance="a",model_name="${model}",engine="0"}`,
        values,
      })),
      // Each rate reaches back a minute, so that an end or a beginning is up to a minute late.
      expected: Object.entries(hours).map(([model, [, seconds]]) => ({
        expr: `abs(${tokens}:rate1h{model_name="${model}"} * 3600 - ${seconds}) < bool 75`,
        eval_time: '3h',
        exp_samples: [{ labels: `{job="vllm",model_name="${model}"}`, value: 1 }],
      })),
    });
  });
});
