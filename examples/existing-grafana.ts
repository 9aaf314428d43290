/** Data sources, dashboards, rules and notification routing in an existing Grafana; no server is started. */
import * as pulumi from '@pulumi/pulumi';
import { ExistingBackend, GrafanaContent, settingsFor } from 'llm-monitoring';

const config = new pulumi.Config();
const settings = settingsFor({
  prometheus: { existing: { url: 'https://prometheus.example.com' } },
  loki: { existing: { url: 'https://loki.example.com' } },
  // The token is read as plain text because settings are validated before deployment; it is stored encrypted in the state.
  grafana: {
    existing: { url: 'https://grafana.example.com', auth: { bearer: config.require('grafanaToken') } },
  },
  alerts: {
    contactPoints: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
    grafanaUrl: 'https://grafana.example.com',
  },
});
const content = new GrafanaContent('llm', { settings, backend: new ExistingBackend(settings) });

export const dashboards = content.dashboardUrls;
