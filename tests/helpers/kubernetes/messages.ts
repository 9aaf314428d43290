import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Message {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

/** A webhook receiver for Grafana or an Alertmanager. */
export class Messages {
  readonly received: Message[] = [];
  /** The header `Authorization` of each notification. */
  readonly logins: (string | undefined)[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.received.push(JSON.parse(Buffer.concat(chunks).toString()) as Message);
      this.logins.push(request.headers.authorization);
      response.end();
    });
  });

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `http://${address}:${port}/`;
  }

  listen(address: string): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, address, resolve));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Notifications in which this alert is firing. */
  about(alert: string): Message[] {
    return this.received.filter(
      ({ status, alerts }) =>
        status === 'firing' && alerts.some(({ labels }) => labels['alertname'] === alert),
    );
  }
}
