import { binary, countBy, or, recorded, selector, unless } from '../promql/index.ts';
import type { RuleDefinition } from './rule.ts';
import { jobIs, MODEL, vllmJobs } from '../slo/scope.ts';
import { sloSeries } from '../slo/series.ts';

/** An error budget that cannot be computed looks like one that is not spent. */
export const sloDataMissing: RuleDefinition = {
  name: 'SLODataMissing',
  severity: 'warning',
  for: '15m',
  why: 'a budget that cannot be computed looks like one that nobody spends; the windows need a quarter of an hour after a start',
  source: 'prometheus',
  query: (settings) => {
    const served = countBy(MODEL, selector('vllm:num_requests_running', jobIs(vllmJobs(settings))));
    return or(
      unless(recorded(sloSeries.rate('total')), binary(recorded(sloSeries.rate('errors')), '>', -1)),
      unless(served, recorded(sloSeries.rate('total')), { on: MODEL }),
    );
  },
  summary: 'An objective cannot be computed.',
  description:
    '{{ with $labels.slo }}The objective {{ . }} of {{ end }}{{ $labels.model_name }} ({{ $labels.job }}) has requests, but its bad ones cannot be counted.',
  board: 'objectives',
  runbook: {
    meaning:
      'The series of an objective are not recorded, or the bucket of its threshold does not exist on the servers.',
    impact: 'The alerts of this objective cannot fire.',
    diagnosis: [
      {
        text: 'See which bounds the servers have, and compare with the threshold.',
        query: 'count by (le) (vllm:time_to_first_token_seconds_bucket{model_name="<model_name>"})',
      },
      {
        text: 'See whether the recording rules run.',
        query: 'prometheus_rule_group_rules{rule_group=~".*slo-.*"}',
      },
    ],
    mitigation: [
      'Servers with `--custom-histogram-buckets`: name the buckets in `slo.customBuckets` or `models[].customBuckets`, and choose a threshold among them.',
      "Somebody else's Prometheus: install the rendered `prometheus/rules/slo.yml` there.",
    ],
  },
};
