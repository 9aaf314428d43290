import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface IngressOptions {
  /** Certificate for the host of the ingress, in PEM format. */
  readonly cert: string;
  readonly key: string;
  /** Addresses (`host:port`) of the ready pods, resolved for each request. */
  readonly pods: () => Promise<readonly string[]>;
}

/**
 * Replaces DNS and ingress controller: a proxy (`HTTPS_PROXY`) that connects every host to a server that terminates TLS and
 * forwards each request to the next pod.
 */
export class Ingress {
  readonly #door: ReturnType<typeof createTlsServer>;
  readonly #proxy = createServer();
  #next = 0;

  constructor({ cert, key, pods }: IngressOptions) {
    this.#door = createTlsServer({ cert, key }, (asked, answer) => {
      pods().then(
        (ready) => {
          // A client that timed out retries, and its first request must not be answered.
          if (!answer.closed) this.#pass(asked, answer, ready[this.#next++ % ready.length]!);
        },
        (error: unknown) => answer.writeHead(503).end(String(error)),
      );
    });
    this.#proxy.on('connect', (_, socket, head) => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) socket.unshift(head);
      this.#door.emit('connection', socket);
    });
  }

  /** @returns address of the proxy. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#proxy.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`);
      });
    });
  }

  close(): void {
    this.#proxy.close();
    this.#proxy.closeAllConnections();
    this.#door.closeAllConnections();
  }

  #pass(asked: IncomingMessage, answer: ServerResponse, pod: string): void {
    const [host, port] = pod.split(':');
    const headers = { ...asked.headers, 'x-forwarded-proto': 'https' };
    const passed = request(
      { host, port, path: asked.url, method: asked.method, headers, agent: false },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      },
    );
    passed.once('error', (error) => answer.writeHead(502).end(String(error)));
    asked.pipe(passed);
  }
}
