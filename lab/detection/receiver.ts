import { createServer, type Server } from 'node:http';

/** One alert of a notification in the webhook format of Alertmanager and Grafana. */
export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A webhook that records alerts and their arrival time. */
export class Receiver {
  readonly arrived: { readonly at: number; readonly alert: Alert }[] = [];
  readonly #server: Server;

  constructor(port: number) {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { alerts } = JSON.parse(body) as { alerts: Alert[] };
        for (const alert of alerts) this.arrived.push({ at: Date.now(), alert });
        response.end();
      });
    }).listen(port, '127.0.0.1');
  }

  /** The first notification of an alert after a point in time. */
  first(
    name: string,
    job: string | undefined,
    status: Alert['status'],
    after: number,
  ): { at: number; alert: Alert } | undefined {
    return this.arrived.find(
      ({ at, alert }) =>
        at >= after &&
        alert.status === status &&
        alert.labels['alertname'] === name &&
        (job === undefined || (alert.labels['job'] ?? alert.labels['service_name']) === job),
    );
  }

  close(): void {
    this.#server.close();
  }
}
