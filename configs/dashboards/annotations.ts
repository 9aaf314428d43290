import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { INCIDENT_METRIC } from '../demo/incident.ts';
import { FATAL, STARTED, watchedLogs } from '../logql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Dashboard } from './dashboard.ts';

/** Not variables, so that a dashboard needs none to have the marks. */
const LOKI = { type: 'loki', uid: 'loki' } as const;
const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;

/** Marks on every dashboard. */
export function annotations(settings: Settings): sdk.AnnotationQueryBuilder[] {
  return [...fromLogs(settings), ...incidents(settings)];
}

/**
 * When a model server started, and when an engine died. Read from the logs, as vLLM with several API servers exposes no start
 * time; none where no logs are collected.
 */
function fromLogs(settings: Settings): sdk.AnnotationQueryBuilder[] {
  if (!settings.logs.enabled) return [];
  const streams = { stack: settings.name };
  return [
    mark('Server started', 'blue', watchedLogs(streams, STARTED)),
    mark('Fatal error', 'red', watchedLogs(streams, FATAL)),
  ];
}

function mark(name: string, iconColor: string, expr: string): sdk.AnnotationQueryBuilder {
  return new sdk.AnnotationQueryBuilder()
    .name(name)
    .datasource(LOKI)
    .enable(true)
    .placement(sdk.AnnotationQueryPlacement.InControlsMenu)
    .iconColor(iconColor)
    .expr(expr)
    .titleFormat(`${name}: {{service_name}}`)
    .tagKeys('service_name,model_name');
}

/** Regions in which the demo is in its scripted incident, so that nobody takes it for a real one. */
function incidents({ demo }: Settings): sdk.AnnotationQueryBuilder[] {
  if (!demo || demo.incident === false) return [];
  return [
    new sdk.AnnotationQueryBuilder()
      .name('Demo incident')
      .datasource(PROMETHEUS)
      .enable(true)
      .iconColor('orange')
      .expr(`${INCIDENT_METRIC} > 0`)
      .step('15s')
      .titleFormat('Demo incident: {{phase}}')
      .textFormat('The load driver of the demo causes this on {{model_name}}; it is not a real incident.')
      .tagKeys('model_name'),
  ];
}

/** The dashboard with the marks. */
export function marked(dashboard: Dashboard, settings: Settings): Dashboard {
  const list = annotations(settings).map((builder) => builder.build());
  return list.length === 0 ? dashboard : { ...dashboard, json: { ...dashboard.json, annotations: { list } } };
}
