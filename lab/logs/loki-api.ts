import type { Series } from '../common/prometheus-api.ts';

/** A log entry as returned by Loki. */
export interface LokiEntry {
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Answer<T> {
  readonly data: { readonly result: readonly T[]; readonly stats: { readonly summary: QueryCost } };
}

/** Cost of a Loki query. */
export interface QueryCost {
  readonly totalBytesProcessed: number;
  readonly totalLinesProcessed: number;
  /** Seconds. */
  readonly execTime: number;
}

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [
    time: string,
    line: string,
    more?: { readonly structuredMetadata?: Readonly<Record<string, string>> },
  ])[];
}

/** Timeout after which a query is retried, in milliseconds. */
const TIMEOUT = 20_000;

/** Loki's HTTP API, reduced to what the measurements need. */
export class LokiApi {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ready(): Promise<void> {
    const response = await fetch(`${this.#url}/ready`, { signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) throw new Error(`Loki is not ready: ${await response.text()}`);
  }

  /** Value of a query, now or at a time (Unix seconds); 0 without a result. */
  async count(query: string, time?: number): Promise<number> {
    return Number((await this.query(query, time))[0]?.value[1] ?? 0);
  }

  /** Series of a metric query, now or at a time (Unix seconds). */
  async query(query: string, time?: number): Promise<readonly Series[]> {
    const at = time === undefined ? {} : { time: String(time) };
    return (await this.#get<Series>('query', { query, ...at })).data.result;
  }

  async labelSets(match: string): Promise<Record<string, string>[]> {
    const start = String(BigInt(Date.now() - 3_600_000) * 1_000_000n);
    const response = await fetch(
      `${this.#url}/loki/api/v1/series?${new URLSearchParams({ 'match[]': match, start })}`,
      { signal: AbortSignal.timeout(TIMEOUT) },
    );
    return ((await response.json()) as { data: Record<string, string>[] }).data;
  }

  /** Newest entries first, at most 5000, with the cost of the query. */
  async search(
    query: string,
    range: { readonly start?: bigint; readonly end?: bigint; readonly limit?: number } = {},
  ): Promise<{ readonly entries: LokiEntry[]; readonly cost: QueryCost }> {
    const now = BigInt(Date.now()) * 1_000_000n;
    const { data } = await this.#get<Stream>('query_range', {
      query,
      limit: String(range.limit ?? 5_000),
      start: String(range.start ?? now - 3_600_000_000_000n),
      end: String(range.end ?? now + 60_000_000_000n),
      direction: 'backward',
    });
    const entries = data.result.flatMap(({ stream, values }) =>
      values.map(([time, line, more]) => ({
        time,
        line,
        labels: stream,
        metadata: more?.structuredMetadata ?? {},
      })),
    );
    return {
      entries: entries.sort((a, b) => (BigInt(a.time) < BigInt(b.time) ? 1 : -1)),
      cost: data.stats.summary,
    };
  }

  /**
   * Every entry of the last hour, paginated. An entry at a page boundary is read twice and therefore identified by time and
   * text.
   */
  async all(query: string): Promise<LokiEntry[]> {
    const limit = 5_000;
    const found: LokiEntry[] = [];
    let end: bigint | undefined;
    for (;;) {
      const { entries } = await this.search(query, { limit, ...(end === undefined ? {} : { end }) });
      const edge = new Set(found.filter(({ time }) => BigInt(time) < (end ?? 0n)).map(keyOf));
      const fresh = entries.filter((entry) => !edge.has(keyOf(entry)));
      found.push(...fresh);
      const oldest = entries.at(-1);
      // A short page is not necessarily the last one: Loki applies the limit before it removes duplicates.
      if (oldest === undefined || fresh.length === 0) return found;
      // `end` is exclusive.
      end = BigInt(oldest.time) + 1n;
    }
  }

  async metric(name: string): Promise<number> {
    return metricOf(await (await fetch(`${this.#url}/metrics`)).text(), name);
  }

  async #get<T>(path: string, parameters: Record<string, string>): Promise<Answer<T>> {
    const response = await fetch(`${this.#url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`, {
      // Otherwise Loki merges structured metadata into the labels.
      signal: AbortSignal.timeout(TIMEOUT),
      headers: { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
    });
    if (!response.ok) throw new Error(`Loki answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer<T>;
  }
}

const keyOf = ({ time, line }: LokiEntry) => `${time} ${line}`;

/** Sum of the samples of one name in Prometheus' text format. */
export function metricOf(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
