import { createServer, type IncomingMessage, type Server } from 'node:http';

/**
 * The service account part of Grafana's API (grafana `docs/sources/developers/http_api/serviceaccount.md`), in place of a
 * Grafana in a cluster without running pods.
 */
export class ServiceAccounts {
  /** Credentials of each request. */
  readonly logins = new Set<string>();
  readonly #accounts = new Map<number, Record<string, unknown>>();
  readonly #tokens = new Map<number, Record<string, unknown>>();
  readonly #server: Server;
  #next = 1;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  /** Remaining service accounts and tokens. */
  get left(): number {
    return this.#accounts.size + this.#tokens.size;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    this.logins.add(request.headers.authorization ?? '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const sent = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const [, account, tokens, token] =
      /^\/api\/serviceaccounts(?:\/(\d+)(\/tokens(?:\/(\d+))?)?)?/.exec(request.url ?? '') ?? [];
    const step = `${request.method} ${account ? 'one' : 'all'}${tokens ? ' tokens' : ''}`;
    switch (step) {
      case 'POST all':
        return { status: 201, body: this.#keep(this.#accounts, { ...sent, orgId: 1 }) };
      case 'GET one':
        return found(this.#accounts.get(Number(account)));
      case 'POST one tokens': {
        const kept = this.#keep(this.#tokens, { name: sent['name'], hasExpired: false });
        const seconds = Number(sent['secondsToLive']);
        kept['expiration'] = new Date(Date.now() + seconds * 1000).toISOString();
        return { status: 200, body: { id: kept['id'], name: kept['name'], key: 'glsa_made_for_the_test' } };
      }
      case 'GET one tokens':
        return { status: 200, body: [...this.#tokens.values()] };
      case 'DELETE one tokens':
        return found(this.#tokens.delete(Number(token)) ? { message: 'deleted' } : undefined);
      case 'DELETE one':
        return found(this.#accounts.delete(Number(account)) ? { message: 'deleted' } : undefined);
      default:
        return {
          status: 404,
          body: { message: `not a part of this stand-in: ${request.method} ${request.url}` },
        };
    }
  }

  #keep(where: Map<number, Record<string, unknown>>, values: object): Record<string, unknown> {
    const id = this.#next++;
    const kept = { ...values, id };
    where.set(id, kept);
    return kept;
  }
}

const found = (body: unknown) =>
  body === undefined ? { status: 404, body: { message: 'not found' } } : { status: 200, body };
