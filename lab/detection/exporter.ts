import { createServer, type Server } from 'node:http';

/** Metrics that the simulator lacks: counters with configurable rates, on a metrics page that can be disabled. */
export class Exporter {
  readonly #rates = new Map<string, number>();
  readonly #values = new Map<string, number>();
  readonly #server: Server;
  readonly #clock: NodeJS.Timeout;
  /** Without the page, the target responds with 404. */
  present = true;

  constructor(port: number, rates: Readonly<Record<string, number>>) {
    this.set(rates);
    this.#clock = setInterval(() => {
      for (const [series, rate] of this.#rates) {
        this.#values.set(series, (this.#values.get(series) ?? 0) + rate);
      }
    }, 1000);
    this.#server = createServer((_request, response) => {
      response.writeHead(this.present ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' });
      response.end([...this.#values].map(([series, value]) => `${series} ${value}\n`).join(''));
    }).listen(port, '127.0.0.1');
  }

  /** Increase per second, by series. */
  set(rates: Readonly<Record<string, number>>): void {
    for (const [series, rate] of Object.entries(rates)) {
      this.#rates.set(series, rate);
      if (!this.#values.has(series)) this.#values.set(series, 0);
    }
  }

  close(): void {
    clearInterval(this.#clock);
    this.#server.close();
  }
}
