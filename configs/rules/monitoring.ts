import { absent, increase, selector, sumBy, union, type CounterName } from '../promql/index.ts';
import { serverJobs } from '../inventory/jobs.ts';
import type { Settings } from '../settings/index.ts';
import { configured, type AlertRule } from './rule.ts';
import { down, jobIs, otherJobs } from './scope.ts';

/**
 * Whether the monitoring itself works: what an incident would go unseen without. The inside of somebody else's Prometheus,
 * and whatever it scrapes besides, is somebody else's.
 */
export function monitoringRules(settings: Settings): AlertRule[] {
  return [
    ...prometheusUnreachable(settings),
    ...monitoringTargetDown(settings),
    ...targetDown(settings),
    ...(settings.prometheus.existing
      ? []
      : [
          ...ruleEvaluation(settings),
          ...scrapeLimits(settings),
          ...reloadFailed(settings),
          ...notificationsFailing(settings),
        ]),
  ];
}

function prometheusUnreachable(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'PrometheusUnreachable',
    source: 'prometheus',
    // Fires by the failed query; the other rules keep their state meanwhile, or each would send a message.
    execError: 'Alerting',
    query: absent(selector('up')),
    summary: 'Prometheus cannot be asked, or scrapes nothing.',
    description: 'No query is answered, or Prometheus has no target at all. All other rules are blind.',
    board: 'stack',
    runbook: {
      meaning: 'Grafana gets no answer from Prometheus, or an answer without a single target.',
      impact: 'No alert on metrics fires until this is mended. Boards are empty.',
      diagnosis: [
        { text: 'Test the data source in Grafana (Connections, Data sources, Prometheus).' },
        { text: 'Read the log of Prometheus.', query: '{service_name="prometheus"}' },
      ],
      mitigation: [
        'Start Prometheus again. If it is killed while it replays its log, give it more memory (`prometheus.memory`).',
        'A full disk: see DiskSpaceLow.',
      ],
    },
  });
}

function monitoringTargetDown(settings: Settings): AlertRule[] {
  const jobs = serverJobs(settings);
  if (jobs.length === 0) return [];
  return configured(settings, {
    name: 'MonitoringTargetDown',
    source: 'prometheus',
    query: down(selector('up', jobIs(jobs))),
    summary: 'A server of the monitoring does not answer.',
    description: '{{ $labels.instance }} of the job {{ $labels.job }} does not answer its scrape.',
    board: 'stack',
    runbook: {
      meaning:
        'A server of the stack does not answer: Prometheus, Loki, Grafana, the collector; on Kubernetes also Alertmanager, Thanos Query or the operator.',
      impact: 'No user is hurt. Logs, boards or alerts are missing meanwhile.',
      diagnosis: [
        { text: 'See which one, and since when.', query: 'up{job="<job>"}' },
        { text: 'Read its log: `docker logs`, or `kubectl logs`.' },
      ],
      mitigation: ['Restart it.', 'Killed for memory: raise its limit (`<server>.memory`).'],
    },
  });
}

function targetDown(settings: Settings): AlertRule[] {
  const jobs = otherJobs(settings);
  if (jobs.length === 0) return [];
  return configured(settings, {
    name: 'TargetDown',
    source: 'prometheus',
    query: down(selector('up', jobIs(jobs))),
    summary: 'A target beside vLLM does not answer.',
    description: 'Target {{ $labels.instance }} of the job {{ $labels.job }} does not answer its scrape.',
    board: 'stack',
    runbook: {
      meaning: 'A service around vLLM (backend, gateway, exporter) does not answer its scrape.',
      impact: 'Depends on the service; a backend that is down takes its users along.',
      diagnosis: [
        { text: 'See the reason of the failed scrape (Status, Targets).', query: 'up{job="<job>"}' },
        { text: 'Read its log.', query: '{service_name="<job>"}' },
      ],
      mitigation: ['Restart the service, or roll its last deploy back.'],
    },
  });
}

function ruleEvaluation(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'RuleEvaluationFailing',
    source: 'prometheus',
    query: union('failure', {
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
    summary: 'Rules fail or are evaluated too late.',
    description:
      '{{ $value | humanize }} evaluations {{ $labels.failure }} in ten minutes. {{ with $labels.rule_group }}Group: {{ . }}.{{ end }}',
    board: 'stack',
    runbook: {
      meaning: 'A rule ends in an error, or a group of rules takes longer than its interval.',
      impact: 'Recorded series have gaps; an alert that reads them may not fire.',
      diagnosis: [
        {
          text: 'See which groups are slow.',
          query: 'prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds',
        },
        {
          text: 'Read the errors.',
          query: '{service_name=~"prometheus|grafana"} |~ "(?i)evaluat" |= "error"',
        },
        { text: 'See the state of each rule in Prometheus (Status, Rule health).' },
      ],
      mitigation: [
        'Too many series: look for a label that explodes (Status, TSDB).',
        'Give Prometheus more CPU, or evaluate less often (`prometheus.evaluationInterval`).',
      ],
    },
  });
}

function scrapeLimits(settings: Settings): AlertRule[] {
  const exceeded = (counter: CounterName) => sumBy(['job'], increase(counter, {}, '10m'));
  return configured(settings, {
    name: 'ScrapeLimitHit',
    source: 'prometheus',
    query: union('limit', {
      samples: exceeded('prometheus_target_scrapes_exceeded_sample_limit_total'),
      'body size': exceeded('prometheus_target_scrapes_exceeded_body_size_limit_total'),
      labels: exceeded('prometheus_target_scrape_pool_exceeded_label_limits_total'),
      targets: exceeded('prometheus_target_scrape_pool_exceeded_target_limit_total'),
    }),
    fires: 'above',
    summary: 'Prometheus refuses scrapes that are too large.',
    description: '{{ $value | humanize }} scrapes exceeded the limit of {{ $labels.limit }} in ten minutes.',
    board: 'stack',
    runbook: {
      meaning: 'A target exposes more than the limits of a scrape allow, so that nothing of it is stored.',
      impact: 'The target looks dead, though it serves.',
      diagnosis: [
        { text: 'See which target (Status, Targets shows the reason).', query: 'up == 0' },
        { text: 'See how many samples targets have.', query: 'topk(10, scrape_samples_scraped)' },
      ],
      mitigation: [
        'Find the label with too many values, and have it removed or drop it when scraping.',
        'If the growth is meant, raise the limit.',
      ],
    },
  });
}

function reloadFailed(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'PrometheusReloadFailed',
    source: 'prometheus',
    query: down(selector('prometheus_config_last_reload_successful')),
    summary: 'Prometheus could not read its configuration.',
    description: '{{ $labels.instance }} goes on with its old configuration; the new one is refused.',
    board: 'stack',
    runbook: {
      meaning: 'The last reload of the configuration failed.',
      impact: 'New targets and rules are missing. At its next start Prometheus does not come up.',
      diagnosis: [{ text: 'Read the reason.', query: '{service_name="prometheus"} |= "config"' }],
      mitigation: ['Mend the file (`promtool check config`), or roll the change back.'],
    },
  });
}

function notificationsFailing(settings: Settings): AlertRule[] {
  return configured(settings, {
    name: 'NotificationsFailing',
    source: 'prometheus',
    query: union('sender', {
      Grafana: sumBy(
        ['job', 'integration'],
        increase('grafana_alerting_notifications_failed_total', {}, '10m'),
      ),
      Prometheus: sumBy(['job'], increase('prometheus_notifications_errors_total', {}, '10m')),
    }),
    fires: 'above',
    summary: 'Messages do not reach their receivers.',
    description: '{{ $labels.sender }} could not deliver {{ $value | humanize }} messages in ten minutes.',
    board: 'stack',
    runbook: {
      meaning: 'A receiver refuses messages or cannot be reached.',
      impact: 'Alerts fire and nobody hears of them.',
      diagnosis: [
        { text: 'Read the reason.', query: '{service_name="grafana"} |= "notify"' },
        { text: 'Send a test message (Alerting, Contact points, Edit, Test).' },
      ],
      mitigation: [
        'Renew the token or the URL of the contact point.',
        'Open the way out in proxy or firewall.',
      ],
    },
  });
}
