import {
  absent,
  anyOf,
  increase,
  selector,
  sumBy,
  union,
  type CounterName,
  type Window,
} from '../promql/index.ts';
import { serverJobs } from '../inventory/jobs.ts';
import { downFor } from './absence.ts';
import { notificationsFailing } from './notifications.ts';
import { ofManagedPrometheus, type RuleDefinition } from './rule.ts';
import { down, jobIs, otherJobs } from '../slo/scope.ts';

const prometheusUnreachable: RuleDefinition = {
  name: 'PrometheusUnreachable',
  severity: 'critical',
  for: '2m',
  why: 'without Prometheus no other rule can fire',
  source: 'prometheus',
  query: () => absent(selector('up')),
  // Fires by the failed query; the other rules keep their state meanwhile, or each would send a message.
  execError: 'Alerting',
  summary: 'Prometheus is unreachable or has no targets.',
  description: 'Queries fail, or Prometheus has no targets. No other alert on metrics can fire.',
  dashboard: 'stack',
  runbook: {
    meaning: 'Grafana cannot query Prometheus, or Prometheus has no targets.',
    impact: 'Alerts on metrics cannot fire and dashboards are empty until this is fixed.',
    blind: [
      'A single target or job that is missing: see VLLMTargetsMissing and TargetDown.',
      'A Grafana that is down itself: only the heartbeat (`alerts.heartbeat`) shows that.',
    ],
    diagnosis: [
      { text: 'Test the data source in Grafana (Connections, Data sources, Prometheus).' },
      { text: 'Read the logs of Prometheus.', query: '{service_name="prometheus"}' },
    ],
    mitigation: [
      'Restart Prometheus. If it is OOM-killed during WAL replay, raise `prometheus.memory`.',
      'Disk full: see DiskSpaceLow.',
    ],
  },
};

const monitoringTargetDown: RuleDefinition = {
  name: 'MonitoringTargetDown',
  severity: 'warning',
  for: '5m',
  why: 'users are not affected, but the next incident would go unnoticed',
  source: 'prometheus',
  query: (settings) => {
    const jobs = serverJobs(settings);
    if (jobs.length === 0) return undefined;
    return down(selector('up', jobIs(jobs)));
  },
  summary: 'A server of the monitoring stack is down.',
  description: '{{ $labels.instance }} of job {{ $labels.job }} is down.',
  dashboard: 'stack',
  runbook: {
    meaning:
      'A server of the monitoring stack is down: Prometheus, Loki, Grafana or the collector; on Kubernetes also Alertmanager, Thanos Query or the operator.',
    impact: 'Users are not affected. Logs, dashboards or alerts are missing meanwhile.',
    diagnosis: [
      { text: 'Check which server, and since when.', query: 'up{job="<job>"}' },
      { text: 'Read its logs: `docker logs`, or `kubectl logs`.' },
    ],
    mitigation: ['Restart it.', 'OOM-killed: raise its memory limit (`<server>.memory`).'],
  },
};

const targetDown: RuleDefinition = {
  name: 'TargetDown',
  severity: 'warning',
  for: '5m',
  why: 'everything else that is scraped; five minutes are longer than a restart',
  source: 'prometheus',
  query: (settings) => {
    const absent = settings.targets.filter(({ mayBeAbsent }) => mayBeAbsent).map(({ name }) => name);
    const patient = settings.targets.filter(({ kind, startupTime }) => kind !== 'vllm' && startupTime);
    const jobs = otherJobs(settings).filter((job) => !absent.includes(job));
    const immediate = jobs.filter((job) => !patient.some(({ name }) => name === job));
    return anyOf([
      immediate.length === 0 ? undefined : down(selector('up', jobIs(immediate))),
      ...patient
        .filter(({ name }) => jobs.includes(name))
        .map(({ name, startupTime }) => downFor([name], startupTime as Window)),
    ]);
  },
  summary: 'A target other than vLLM is down.',
  description: 'Target {{ $labels.instance }} of job {{ $labels.job }} is down.',
  dashboard: 'stack',
  runbook: {
    meaning: 'A service around vLLM (backend, gateway, exporter) is down or its metrics endpoint fails.',
    impact: 'Depends on the service. If a backend is down, its users are affected.',
    diagnosis: [
      { text: 'Check why the scrape fails (Status, Target health).', query: 'up{job="<job>"}' },
      { text: 'Read its logs.', query: '{service_name="<job>"}' },
    ],
    mitigation: ['Restart the service, or roll back its last deployment.'],
  },
};

const ruleEvaluation: RuleDefinition = {
  name: 'RuleEvaluationFailing',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0, of: 'failed or missed rule evaluations in ten minutes' },
  why: 'a rule that cannot be evaluated cannot fire',
  source: 'prometheus',
  query: () =>
    union('failure', {
      'failed in Prometheus': sumBy(
        ['job', 'rule_group'],
        increase('prometheus_rule_evaluation_failures_total', {}, '10m'),
      ),
      'missed in Prometheus': sumBy(
        ['job', 'rule_group'],
        increase('prometheus_rule_group_iterations_missed_total', {}, '10m'),
      ),
      'failed in Grafana': sumBy(
        ['job'],
        increase('grafana_alerting_rule_evaluation_failures_total', {}, '10m'),
      ),
      'missed in Grafana': sumBy(
        ['job'],
        increase('grafana_alerting_schedule_rule_evaluations_missed_total', {}, '10m'),
      ),
    }),
  fires: 'above',
  summary: 'Rule evaluations are failing or missed.',
  description:
    '{{ $value | humanize }} evaluations {{ $labels.failure }} in ten minutes. {{ with $labels.rule_group }}Group: {{ . }}.{{ end }}',
  dashboard: 'stack',
  runbook: {
    meaning: 'A rule evaluation returns an error, or a rule group takes longer than its interval.',
    impact: 'Recorded series have gaps, and alerts that read them may not fire.',
    diagnosis: [
      {
        text: 'Find the slow rule groups.',
        query: 'prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds',
      },
      {
        text: 'Read the errors in the logs.',
        query: '{service_name=~"prometheus|grafana"} |~ "(?i)evaluat" |= "error"',
      },
      { text: 'Check the state of each rule in Prometheus (Status, Rule health).' },
    ],
    mitigation: [
      'Too many series: find the label with high cardinality (Status, TSDB status).',
      'Give Prometheus more CPU, or evaluate less often (`prometheus.evaluationInterval`).',
    ],
  },
};

const scrapeLimits: RuleDefinition = {
  name: 'ScrapeLimitHit',
  severity: 'warning',
  for: '5m',
  threshold: { value: 0, of: 'scrapes rejected at a limit in ten minutes' },
  why: 'a scrape above its limit is dropped completely, and the target appears to be down',
  source: 'prometheus',
  query: () => {
    const exceeded = (counter: CounterName) => sumBy(['job'], increase(counter, {}, '10m'));
    return union('limit', {
      samples: exceeded('prometheus_target_scrapes_exceeded_sample_limit_total'),
      'body size': exceeded('prometheus_target_scrapes_exceeded_body_size_limit_total'),
      labels: exceeded('prometheus_target_scrape_pool_exceeded_label_limits_total'),
      targets: exceeded('prometheus_target_scrape_pool_exceeded_target_limit_total'),
    });
  },
  fires: 'above',
  summary: 'Scrapes exceed a limit and are dropped.',
  description: '{{ $value | humanize }} scrapes exceeded the {{ $labels.limit }} limit in ten minutes.',
  dashboard: 'stack',
  runbook: {
    meaning: 'A target exposes more than a scrape limit allows, so Prometheus drops the whole scrape.',
    impact: 'The target appears to be down although it is serving.',
    diagnosis: [
      { text: 'Find the target (Status, Target health shows the reason).', query: 'up == 0' },
      { text: 'Check the number of samples per target.', query: 'topk(10, scrape_samples_scraped)' },
    ],
    mitigation: [
      'Find the label with too many values, and remove or drop it.',
      'If the growth is expected, raise the limit (`scrape`).',
    ],
  },
};

const reloadFailed: RuleDefinition = {
  name: 'PrometheusReloadFailed',
  severity: 'warning',
  for: '5m',
  why: 'Prometheus keeps the old configuration, and fails at its next start',
  source: 'prometheus',
  query: () => down(selector('prometheus_config_last_reload_successful')),
  summary: 'Prometheus failed to reload its configuration.',
  description: '{{ $labels.instance }} rejected its new configuration and keeps the old one.',
  dashboard: 'stack',
  runbook: {
    meaning: 'The last configuration reload failed.',
    impact: 'New targets and rules are missing. Prometheus will not start again with this configuration.',
    diagnosis: [{ text: 'Read the reason in the logs.', query: '{service_name="prometheus"} |= "config"' }],
    mitigation: ['Fix the file (`promtool check config`), or roll back the change.'],
  },
};

/**
 * The monitoring stack itself works. The inside of an external Prometheus, and whatever else it scrapes, is not covered.
 */
export const MONITORING_RULES = [
  prometheusUnreachable,
  monitoringTargetDown,
  targetDown,
  ...[ruleEvaluation, scrapeLimits, reloadFailed, notificationsFailing].map(ofManagedPrometheus),
];
