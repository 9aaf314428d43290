import type { Settings } from '../settings/index.ts';
import { alloyService } from './alloy.ts';
import { demoServices } from './demo.ts';
import { exporterServices } from './exporters.ts';
import { grafanaService } from './grafana.ts';
import { lokiService } from './loki.ts';
import { prometheusService } from './prometheus.ts';
import type { Service } from './service.ts';
import { socketProxyService } from './socket-proxy.ts';

export { fileText, HOST_GATEWAY, LOG_OPTIONS, STACK_NETWORK } from './service.ts';
export type { ConfigFile, ConfigMount, HealthCheck, Service } from './service.ts';

/** Every container of the Docker stack, in the order of need. */
export function services(settings: Settings): Service[] {
  return [
    ...(settings.prometheus.existing ? [] : [prometheusService(settings)]),
    ...(settings.loki.existing ? [] : [lokiService(settings)]),
    ...(settings.grafana.existing ? [] : [grafanaService(settings)]),
    ...(settings.logs.enabled ? [socketProxyService(settings), alloyService(settings)] : []),
    ...exporterServices(settings),
    ...demoServices(settings),
  ];
}
