import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Metrics pages that can turn bad, by type of problem. */
export const PAGES = ['huge', 'bomb', 'malformed', 'nan', 'many', 'times'] as const;
export type Page = (typeof PAGES)[number];

const WELL = 'fault_lab_value 1\n';
const GIGABYTE = 1024 ** 3;
const CHUNK = 'a_metric_with_a_rather_long_name{and="a label"} 1\n'.repeat(20_000);

/** About 200 MB uncompressed, one megabyte compressed. */
const BOMB_PARTS = 200;

/** A server of metrics pages on all addresses of this machine. Each page is healthy until switched. */
export class BadTargets {
  /** Bytes sent since the page turned bad, by page. */
  readonly sent = new Map<Page, number>();
  readonly #bad = new Set<Page>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => this.#answer(request.url!.slice(1) as Page, response));
  }

  static listen(): Promise<BadTargets> {
    const server = createServer();
    // Containers connect through the gateway address instead of loopback.
    return new Promise((resolve) => server.listen(0, '0.0.0.0', () => resolve(new BadTargets(server))));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  turn(page: Page, state: 'bad' | 'well'): void {
    if (state === 'well') this.#bad.delete(page);
    else this.#bad.add(page);
    if (state === 'bad') this.sent.set(page, 0);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(page: Page, response: ServerResponse): void {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    if (!this.#bad.has(page)) return void response.end(WELL);
    if (page === 'huge') return this.#stream(response);
    const body = badBody(page);
    if (page === 'bomb') response.setHeader('content-encoding', 'gzip');
    this.sent.set(page, this.sent.get(page)! + body.length);
    response.end(body);
  }

  /** One gigabyte, as fast as the client reads. */
  #stream(response: ServerResponse): void {
    let left = GIGABYTE;
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= CHUNK.length;
        this.sent.set('huge', this.sent.get('huge')! + CHUNK.length);
        if (!response.write(CHUNK)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  }
}

let bomb: Buffer | undefined;

/** Body of a bad page; `huge` is streamed instead. */
export function badBody(page: Exclude<Page, 'huge'>, now = Date.now()): string | Buffer {
  switch (page) {
    case 'bomb':
      // Concatenated gzip members are one stream (RFC 1952, 2.2).
      return (bomb ??= Buffer.concat(Array<Buffer>(BOMB_PARTS).fill(gzipSync(CHUNK))));
    case 'malformed':
      return `${WELL}fault_lab_broken{label="no end 1\n<html>502 Bad Gateway</html>\n`;
    case 'nan':
      return 'fault_lab_value NaN\nfault_lab_positive +Inf\nfault_lab_negative -Inf\nfault_lab_sane 42\n';
    case 'many':
      return Array.from({ length: 100_000 }, (_, i) => `fault_lab_many{id="${i}"} ${i}\n`).join('');
    case 'times':
      return [
        `fault_lab_now 1 ${now}\n`,
        `fault_lab_old 1 ${now - 86_400_000}\n`,
        `fault_lab_future 1 ${now + 86_400_000}\n`,
      ].join('');
  }
}
