import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { line, logs, watchedLogs, where } from '../../logql/index.ts';
import { OWN_SERVICES } from '../../stack/own-services.ts';
import { matches } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { logChoice, logSource } from '../log-panels.ts';
import { datasource } from '../variables.ts';

/** Loki's own words for levels, which it finds in every line (`discover_log_levels`). */
const LEVELS = ['critical', 'error', 'warn', 'info', 'debug', 'unknown'];
/** Lines that report a failure. vLLM also logs the mistakes of its callers at level error; those are answered with 4xx. */
export const FAILED = `${where('detected_level', '=~', 'critical|fatal|error')} ${where('kind', '!=', 'client_error')}`;

/**
 * A server that names no model may serve each, the stack's own services serve none. In quotes, as Grafana escapes the values
 * of a variable for them.
 */
const OF_MODEL = `| model_name=~"$model_name" or service_name!~"${OWN_SERVICES.join('|')}"`;

/** The filters of the dashboard, each offering what the ones before it leave. */
export function logVariables(settings: Settings): readonly { build(): sdk.VariableModel }[] {
  const stack = { stack: settings.name };
  return [
    logSource(),
    datasource(),
    logChoice({
      name: 'service',
      label: 'Service',
      from: logs(stack),
      of: 'service_name',
      all: '.+',
    }),
    logChoice({
      name: 'model_name',
      label: 'Model',
      from: logs({ ...stack, service_name: matches('$service') }),
      of: 'model_name',
      all: '.*',
    }),
    new sdk.CustomVariableBuilder('level')
      .label('Level')
      .values(LEVELS.join(','))
      .multi(true)
      .includeAll(true)
      .allValue('.*')
      .current({ text: 'All', value: '$__all' }),
    new sdk.TextBoxVariableBuilder('search').label('Text').defaultValue(''),
  ];
}

const streams = (settings: Settings) => ({
  stack: settings.name,
  service_name: matches('$service'),
  model_name: matches('(?:$model_name)?'),
});

/** As it is typed, whatever the case; an empty text is in every line. */
const TYPED = line('~', '(?i)${search:regex}');

/** Lines of the services and models chosen that contain the text typed, and pass more filters. */
export function chosen(settings: Settings, ...filters: readonly string[]): string {
  return logs(streams(settings), TYPED, OF_MODEL, ...filters);
}

/** The same of model servers alone, for what only they say. */
export function chosenWatched(settings: Settings, ...filters: readonly string[]): string {
  return watchedLogs(streams(settings), TYPED, ...filters);
}

/** The same of the levels chosen. */
export function chosenLevels(settings: Settings, ...filters: readonly string[]): string {
  return chosen(settings, where('detected_level', '=~', '$level'), ...filters);
}
