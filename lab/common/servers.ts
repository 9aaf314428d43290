import { freePort } from './free-port.ts';

interface Ports {
  readonly prometheus: number;
  readonly loki: number;
  readonly grafana: number;
}

/** Ports of a stack that runs beside others. */
export const freePorts = async (): Promise<Ports> => ({
  prometheus: await freePort(),
  loki: await freePort(),
  grafana: await freePort(),
});

/** Settings of servers at these ports that detect a change within seconds. */
export const quickServers = (ports: Ports, adminPassword: string) => ({
  prometheus: { port: ports.prometheus, scrapeInterval: '5s', scrapeTimeout: '5s' },
  loki: { port: ports.loki },
  grafana: { port: ports.grafana, adminPassword },
});
