import { maxBy, notProbe, ratio, sumBy } from '../../promql/index.ts';
import { colored, STATUS_COLORS } from '../colors.ts';
import { cells, row, type Row } from '../layout.ts';
import { own, ownRate } from '../own-series.ts';
import { timeseries } from '../panels.ts';

const NO_GRAFANA = 'Grafana is not in the selected jobs';

/** Requests, data source latency and alert evaluation of Grafana. */
export function grafanaRow(): Row {
  return row('Grafana', cells(6, 8, [grafanaRequests(), dataSourceTime(), alertFailures(), alertDelay()]));
}

function grafanaRequests() {
  const panel = timeseries(
    {
      title: 'Grafana requests',
      text: 'HTTP responses per second by status code. Probes and scrapes are excluded.',
      unit: 'reqps',
      idle: NO_GRAFANA,
    },
    [
      sumBy(['status_code'], ownRate('grafana_http_request_duration_seconds_count', { handler: notProbe })),
      '{{status_code}}',
    ],
  );
  return colored(panel, STATUS_COLORS);
}

function dataSourceTime() {
  const name = 'grafana_datasource_request_duration_seconds';
  return timeseries(
    {
      title: 'Mean data source request time',
      text: 'Mean time of queries to Prometheus and Loki. Not exported by Grafana 13.2 and later.',
      unit: 's',
      idle: `${NO_GRAFANA}, or is 13.2 or later, which does not export this metric`,
    },
    [
      ratio(
        sumBy(['datasource_type'], ownRate(`${name}_sum`)),
        sumBy(['datasource_type'], ownRate(`${name}_count`)),
      ),
      '{{datasource_type}}',
    ],
  );
}

function alertFailures() {
  return timeseries(
    {
      title: 'Alert rule evaluations',
      text: 'Alert rule evaluations and failures per second. A rule that fails to evaluate does not fire.',
      unit: 'count:/s',
      idle: NO_GRAFANA,
    },
    [sumBy([], ownRate('grafana_alerting_rule_evaluations_total')), 'Evaluated'],
    [sumBy([], ownRate('grafana_alerting_rule_evaluation_failures_total')), 'Failed'],
  );
}

function alertDelay() {
  return timeseries(
    {
      title: 'Alert evaluation delay',
      text: 'Delay of the alert rule scheduler. Alerts fire that much later.',
      unit: 's',
      idle: NO_GRAFANA,
    },
    [maxBy(['cluster', 'instance'], own('grafana_alerting_scheduler_behind_seconds')), '{{instance}}'],
  );
}
