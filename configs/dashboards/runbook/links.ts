import { grafanaUrl, RUNBOOK_UID, withAlertVariables, type LanguageQuery } from '../../rules/index.ts';
import type { Settings } from '../../settings/index.ts';
import { RESULTS } from './results.ts';

/**
 * Address that runs a query on the Runbook dashboard, which every viewer may do, with data source and time range kept.
 * A text panel does not add the sub-path that Grafana is served under.
 */
export function runLink(settings: Settings, { language, text }: LanguageQuery): string {
  const { panelId, variable, source } = RESULTS[language];
  const query = encoded(withAlertVariables(text));
  return `${subPath(settings)}/d/${RUNBOOK_UID}?viewPanel=${panelId}&var-${variable}=${query}&\${${source}:queryparam}&\${__url_time_range}`;
}

/** Address that opens a query in Explore, which Grafana allows to editors. */
export function exploreLink(settings: Settings, { language, text }: LanguageQuery): string {
  const pane = {
    datasource: `\${${RESULTS[language].source}}`,
    queries: [{ refId: 'A', expr: withAlertVariables(text) }],
    range: { from: '${__from}', to: '${__to}' },
  };
  return `${subPath(settings)}/explore?schemaVersion=1&panes=${encoded(JSON.stringify({ runbook: pane }))}`;
}

const subPath = (settings: Settings) => new URL(grafanaUrl(settings)).pathname.replace(/\/$/, '');

const VARIABLE = /(\$\{\w+\})/;

/** The text in a query string and in Markdown, where a bracket ends a link; variables are encoded when Grafana fills them in. */
function encoded(text: string): string {
  return text
    .split(VARIABLE)
    .map((part) => (VARIABLE.test(part) ? part.replace('}', ':percentencode}') : encodePart(part)))
    .join('');
}

const encodePart = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
