import * as pulumi from '@pulumi/pulumi';
import { adminPassword } from './components/admin-password.ts';
import { createBackend } from './components/create-backend.ts';
import { GrafanaContent } from './components/grafana/index.ts';
import { loadSettings } from './configs/load.ts';

// Pulumi maps every stack trace through source maps. These files have none, and the SDK takes a trace with each of its promises.
Reflect.deleteProperty(Error, 'prepareStackTrace');

const settings = loadSettings();
const password = adminPassword('grafana-admin', settings);
const backend = createBackend(settings, password);
const content = new GrafanaContent('grafana', { settings, backend });

export const grafanaUrl = backend.fromUser.grafana;
export const prometheusUrl = backend.fromUser.prometheus;
export const lokiUrl = backend.fromUser.loki;
export const grafanaUser = settings.grafana.adminUser;
export const grafanaPassword = pulumi.secret(password);
export const dashboards = content.dashboardUrls;
