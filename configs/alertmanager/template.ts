import { grafanaUrl, messageTemplate } from '../rules/index.ts';
import type { Settings } from '../settings/index.ts';
import { ALERTMANAGER_SOURCE } from './data-source.ts';

/**
 * The message of Grafana from an Alertmanager. Its data have neither the value of the query nor a link, so the template builds the one
 * to Grafana's form for silences.
 */
export function alertmanagerTemplate(settings: Settings): string {
  const form = `${grafanaUrl(settings)}/alerting/silence/new?alertmanager=${ALERTMANAGER_SOURCE.name}`;
  return messageTemplate({
    value: '',
    silence: `Silence: ${form}{{ range .Labels.SortedPairs }}&matcher={{ urlquery .Name "=" .Value }}{{ end }}
`,
  });
}
