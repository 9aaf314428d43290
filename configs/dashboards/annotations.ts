import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { INCIDENT_METRIC } from '../demo/incident.ts';
import { FATAL, STARTED, watchedLogs } from '../logql/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Dashboard } from './dashboard.ts';

/** Fixed UIDs instead of variables, because annotations also appear on dashboards without a data source variable. */
const LOKI = { type: 'loki', uid: 'loki' } as const;
const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;

/** Annotation queries of every dashboard. */
export function annotations(settings: Settings): sdk.AnnotationQueryBuilder[] {
  return [...fromLogs(settings), ...incidents(settings)];
}

/**
 * Server starts and fatal errors, read from the logs because vLLM with several API server processes exposes no start time.
 * Empty if logs are disabled.
 */
function fromLogs(settings: Settings): sdk.AnnotationQueryBuilder[] {
  if (!settings.logs.enabled) return [];
  const streams = { stack: settings.name };
  return [
    annotation('Server started', 'blue', watchedLogs(settings, streams, STARTED)),
    annotation('Fatal error', 'red', watchedLogs(settings, streams, FATAL)),
  ];
}

function annotation(name: string, iconColor: string, expr: string): sdk.AnnotationQueryBuilder {
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

/** Regions during which the demo runs its scripted incident, so that it is not mistaken for a real one. */
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
      .textFormat('Scripted incident caused by the demo load driver on {{model_name}}; not a real outage.')
      .tagKeys('model_name'),
  ];
}

/** Adds the annotation queries to a dashboard. */
export function annotated(dashboard: Dashboard, settings: Settings): Dashboard {
  const list = annotations(settings).map((builder) => builder.build());
  return list.length === 0 ? dashboard : { ...dashboard, json: { ...dashboard.json, annotations: { list } } };
}
