import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { FATAL, STARTED, watchedLogs } from '../logs/logql.ts';
import type { Settings } from '../settings/index.ts';
import type { Dashboard } from './dashboard.ts';

/** Not a variable, so that a board needs none for logs to have the marks. */
const SOURCE = { type: 'loki', uid: 'loki' } as const;

/**
 * Marks on every board: when a model server started, and when an engine died. Read from the logs, as vLLM with several API
 * servers exposes no start time; none where no logs are collected.
 */
export function annotations(settings: Settings): sdk.AnnotationQueryBuilder[] {
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
    .datasource(SOURCE)
    .enable(true)
    .placement(sdk.AnnotationQueryPlacement.InControlsMenu)
    .iconColor(iconColor)
    .expr(expr)
    .titleFormat(`${name}: {{service_name}}`)
    .tagKeys('service_name,model_name');
}

/** The board with the marks. */
export function marked(board: Dashboard, settings: Settings): Dashboard {
  const list = annotations(settings).map((builder) => builder.build());
  return list.length === 0 ? board : { ...board, json: { ...board.json, annotations: { list } } };
}
