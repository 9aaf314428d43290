import { binary, increase, maxBy, or, overTime, recorded, selector, sumBy, unless } from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, vllmJobs } from '../slo/scope.ts';
import { sloSeries } from '../slo/series.ts';

/** An error budget that cannot be computed looks like one that is not spent. */
export const sloDataMissing: RuleDefinition = {
  name: 'SLODataMissing',
  severity: 'warning',
  for: '15m',
  why: 'an error budget that cannot be computed looks unspent; the windows need 15 minutes after a start',
  source: 'prometheus',
  query: (settings) => {
    const job = jobIs(vllmJobs(settings));
    // Not every server that is up: with the Rust front end an idle new one has no counter of requests yet.
    const served = or(
      binary(sumBy(MODEL, increase('vllm:generation_tokens_total', job, '15m')), '>', 0),
      binary(
        maxBy(MODEL, overTime('max_over_time', selector('vllm:num_requests_running', job), '15m')),
        '>',
        0,
      ),
    );
    return or(
      unless(recorded(sloSeries.rate('total')), binary(recorded(sloSeries.rate('errors')), '>', -1)),
      unless(served, recorded(sloSeries.rate('total')), { on: MODEL }),
    );
  },
  summary: 'SLO data is missing.',
  description:
    '{{ with $labels.slo }}Objective {{ . }} of {{ end }}{{ $labels.model_name }} ({{ $labels.job }}) has requests, but its bad requests cannot be counted.',
  dashboard: 'objectives',
  runbook: {
    meaning:
      'The series of an objective are not recorded, or the servers do not expose the histogram bucket of its threshold.',
    impact: 'Burn-rate alerts of this objective cannot fire.',
    diagnosis: [
      {
        text: 'Compare the bucket bounds of the servers with the threshold.',
        query: 'count by (le) (vllm:time_to_first_token_seconds_bucket{model_name="<model_name>"})',
      },
      {
        text: 'Check whether the recording rules are loaded.',
        query: 'prometheus_rule_group_rules{rule_group=~".*slo-.*"}',
      },
    ],
    mitigation: [
      'Servers with `--custom-histogram-buckets`: list the buckets in `slo.customBuckets` or `models[].customBuckets`, and use one of them as threshold.',
      "Somebody else's Prometheus: install the rendered `prometheus/rules/slo.yml` there.",
    ],
  },
};
