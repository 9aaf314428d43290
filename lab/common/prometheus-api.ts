/** One series of an instant query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** The HTTP API of a Prometheus (prometheus/docs `querying/api.md`). */
export class PrometheusApi {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  query(expr: string): Promise<Series[]> {
    return this.#get<{ result: Series[] }>('query', { query: expr }).then(({ result }) => result);
  }

  /** Series of a range query, and the samples that it read, counted once per step that needs them. */
  async rangeCost(
    query: string,
    range: Readonly<Record<'start' | 'end' | 'step', string>>,
  ): Promise<{ readonly series: number; readonly samples: number }> {
    const { result, stats } = await this.#get<{
      result: unknown[];
      stats: { samples: { totalQueryableSamples: number } };
    }>('query_range', { query, stats: 'all', ...range });
    return { series: result.length, samples: stats.samples.totalQueryableSamples };
  }

  labelValues(label: string, selector: string): Promise<string[]> {
    return this.#get(`label/${label}/values`, { 'match[]': selector });
  }

  targets(): Promise<{ labels: Record<string, string>; health: string; lastError: string }[]> {
    return this.#get<{
      activeTargets: { labels: Record<string, string>; health: string; lastError: string }[];
    }>('targets', {}).then(({ activeTargets }) => activeTargets);
  }

  /** Rules whose evaluation fails, by name. */
  async brokenRules(): Promise<string[]> {
    const { groups } = await this.#get<{
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    }>('rules', {});
    return groups
      .flatMap(({ rules }) => rules)
      .filter(({ health }) => health === 'err')
      .map(({ name, lastError }) => `${name}: ${lastError}`);
  }

  async #get<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (error) throw new Error(error);
    return data;
  }
}
