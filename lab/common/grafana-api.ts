/** One frame of a query result, reduced to the fields in use. */
interface Frame {
  readonly data?: { readonly values: readonly (readonly unknown[])[] };
}

/** The HTTP API of a Grafana (grafana docs `developers/http_api`). */
export class GrafanaApi {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, user: string, password: string) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  /** Sends one query through a data source; returns the number of values in the response. */
  async valuesOf(uid: string, expr: string): Promise<number> {
    const { results } = await this.call<{
      results: Record<string, { frames?: readonly Frame[]; error?: string }>;
    }>('POST', '/api/ds/query', {
      from: String(Date.now() - 300_000),
      to: String(Date.now()),
      queries: [
        {
          refId: 'A',
          datasource: { uid },
          expr,
          range: true,
          instant: false,
          intervalMs: 5000,
          maxDataPoints: 60,
        },
      ],
    });
    const answer = results['A'];
    if (answer?.error) throw new Error(answer.error);
    return (answer?.frames ?? []).reduce((sum, { data }) => sum + (data?.values[0]?.length ?? 0), 0);
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
