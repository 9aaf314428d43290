import { matches, PLACE, selector } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import { choice, CHOSEN_PLACE, datasource, placeChoices } from '../variables.ts';
import { collectorRow } from './collector.ts';
import { grafanaRow } from './grafana.ts';
import { httpRow } from './http.ts';
import { lokiRow } from './loki.ts';
import { prometheusRow } from './prometheus.ts';
import { targetsRow } from './targets.ts';
import { tracesRow } from './traces.ts';

/** Scrape targets, HTTP services and the monitoring stack itself. */
export function servicesDashboard(settings: Settings): Dashboard {
  return dashboard({
    uid: 'services',
    title: 'Services',
    description:
      'Scrape targets, HTTP services such as the backend API, and the monitoring stack itself: Prometheus, Loki, the log collector and Grafana.',
    variables: [
      datasource(),
      ...placeChoices(settings, PLACE, selector('up')),
      choice({ name: 'job', label: 'Job', from: selector('up', CHOSEN_PLACE) }),
      choice({
        name: 'instance',
        label: 'Instance',
        from: selector('up', { ...CHOSEN_PLACE, job: matches('$job') }),
      }),
    ],
    rows: [
      targetsRow(settings),
      httpRow(),
      prometheusRow(),
      lokiRow(),
      collectorRow(settings),
      ...(settings.traces.enabled ? [tracesRow(settings)] : []),
      grafanaRow(),
    ],
  });
}
