import { managedParts } from '../inventory/managed.ts';
import type { Settings } from '../settings/index.ts';
import { type DockerPart, PARTS } from '../stack/parts.ts';
import { alloyService } from './alloy.ts';
import { demoServices } from './demo.ts';
import { containerExporter, gpuExporter, nodeExporter } from './exporters.ts';
import { grafanaService } from './grafana.ts';
import { lokiService } from './loki.ts';
import { prometheusService } from './prometheus.ts';
import type { PartService, Service } from './service.ts';
import { socketProxyService } from './socket-proxy.ts';
import { tempoService } from './tempo.ts';

export { HOST_GATEWAY, LOG_OPTIONS, STACK_NETWORK } from './service.ts';
export type { ConfigMount, HealthCheck, PublishedPort, Service } from './service.ts';

const SERVICES: Readonly<Record<DockerPart, (settings: Settings) => PartService>> = {
  prometheus: prometheusService,
  loki: lokiService,
  tempo: tempoService,
  grafana: grafanaService,
  socketProxy: socketProxyService,
  alloy: alloyService,
  dcgmExporter: gpuExporter,
  nodeExporter,
  cadvisor: containerExporter,
};

/** All containers of the Docker stack, in dependency order. */
export function services(settings: Settings): Service[] {
  const parts = managedParts(settings).filter((name): name is DockerPart => name in SERVICES);
  return [
    ...parts.map((name) => {
      const { docker, image } = PARTS[name];
      return { name: docker.host, image: settings.images[image], ...SERVICES[name](settings) };
    }),
    ...demoServices(settings),
  ];
}
