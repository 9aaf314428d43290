import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { line, logs, watchedLogs, where } from '../../logql/index.ts';
import { ownServices } from '../../inventory/own-services.ts';
import { matches } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { logChoice, logSource } from '../log-panels.ts';
import { datasource } from '../variables.ts';

/** Levels that Loki detects in every line (`discover_log_levels`). */
const LEVELS = ['critical', 'error', 'warn', 'info', 'debug', 'unknown'];
/** Lines that report a failure. vLLM also logs the mistakes of its callers at level error; those are answered with 4xx. */
export const FAILED = `${where('detected_level', '=~', 'critical|fatal|error')} ${where('kind', '!=', 'client_error')}`;

/**
 * Matches streams without a model label, unless they belong to the stack itself. Double-quoted because Grafana escapes variable
 * values for double quotes.
 */
const ofModel = (settings: Settings) =>
  `| model_name=~"$model_name" or service_name!~"${ownServices(settings).join('|')}"`;

/** Variables of the dashboard, each limited by the selection in the previous ones. */
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
    new sdk.TextBoxVariableBuilder('search').label('Search').defaultValue(''),
  ];
}

const streams = (settings: Settings) => ({
  stack: settings.name,
  service_name: matches('$service'),
  model_name: matches('(?:$model_name)?'),
});

/** Literal, case-insensitive search; the empty string matches every line. */
const SEARCH = line('~', '(?i)${search:regex}');

/** Lines of the selected services and models that contain the search text and pass further filters. */
export function chosen(settings: Settings, ...filters: readonly string[]): string {
  return logs(streams(settings), SEARCH, ofModel(settings), ...filters);
}

/** The same, limited to vLLM servers. */
export function chosenWatched(settings: Settings, ...filters: readonly string[]): string {
  return watchedLogs(settings, streams(settings), SEARCH, ...filters);
}

/** The same, limited to the selected levels. */
export function chosenLevels(settings: Settings, ...filters: readonly string[]): string {
  return chosen(settings, where('detected_level', '=~', '$level'), ...filters);
}
