import { binary, or, rate, recorded, sumBy, unless } from '../promql/index.ts';
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
    // Not merely a server that is up: the Rust front end exports a counter from its first request on.
    const written = sumBy(MODEL, rate('vllm:generation_tokens_total', job, '5m'));
    return or(
      unless(recorded(sloSeries.rate('total')), binary(recorded(sloSeries.rate('errors')), '>', -1)),
      unless(binary(written, '>', 0), recorded(sloSeries.rate('total')), { on: MODEL }),
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
      'External Prometheus: install the rendered `prometheus/rules/slo.yml` there.',
    ],
  },
};
