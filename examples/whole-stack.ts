/** The whole stack as one component of another program, on the Docker engine of this machine. */
import * as pulumi from '@pulumi/pulumi';
import { LlmMonitoring, type SettingsInput } from 'llm-monitoring';

const config = new pulumi.Config();
const settings: SettingsInput = {
  name: 'shop-monitoring',
  targets: [{ name: 'vllm-api', kind: 'vllm', endpoints: ['host.docker.internal:8000'] }],
  models: [{ name: 'meta-llama/Llama-3.1-8B-Instruct', slo: { ttft: { threshold: 1 } } }],
};
const monitoring = new LlmMonitoring('monitoring', {
  settings,
  adminPassword: config.requireSecret('grafanaPassword'),
});

export const grafana = monitoring.grafanaUrl;
export const dashboards = monitoring.dashboardUrls;
