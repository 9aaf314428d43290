import { integral } from '../../configs/capacity/index.ts';
import { PLACE, print, sumBy, type Expression } from '../../configs/promql/index.ts';

/** Figures of a report, each with the decimals that it is counted in: a total is the sum of what is printed. */
export const FIGURES = {
  gpuHours: { title: 'GPU hours', decimals: 2 },
  cost: { title: 'Cost', decimals: 2 },
  idleCost: { title: 'Idle cost', decimals: 2 },
  inputTokens: { title: 'Input tokens', decimals: 0 },
  outputTokens: { title: 'Output tokens', decimals: 0 },
} as const;

export type Figure = keyof typeof FIGURES;

/** Labels that make a row of a day: jobs that serve the same model in one namespace are added up. */
export const ROW_LABELS = [...PLACE, 'model_name'] as const;
export type RowLabel = (typeof ROW_LABELS)[number];

/** Usage of one model on one day. A figure that was not recorded is missing: no price, no GPUs, or no Prometheus. */
export type Usage = { readonly day: string } & Readonly<Record<RowLabel, string>> &
  Readonly<Partial<Record<Figure, number>>>;

const DAY = 86_400;

/** Sums over the day before the time of the query. */
export const QUERIES: Readonly<Record<Figure, Expression>> = {
  gpuHours: sumBy(ROW_LABELS, integral('gpus', '1d', 3600)),
  cost: sumBy(ROW_LABELS, integral('cost', '1d', 3600)),
  idleCost: sumBy(ROW_LABELS, integral('idleCost', '1d', 3600)),
  inputTokens: sumBy(ROW_LABELS, integral('tokens', '1d', 1, { type: 'input' })),
  outputTokens: sumBy(ROW_LABELS, integral('tokens', '1d', 1, { type: 'output' })),
};

/** One series of a range query. */
interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/** Sends a path of the HTTP API to Prometheus and returns the parsed response. */
export type Ask = (path: string) => Promise<unknown>;

/**
 * Usage by day, model, namespace and cluster, sorted by day. Days are UTC.
 *
 * @param from first day, as `2026-11-01`.
 * @param to last day, included.
 */
export async function usage(ask: Ask, from: string, to: string): Promise<Usage[]> {
  const rows = new Map<string, Usage>();
  for (const [figure, query] of Object.entries(QUERIES) as [Figure, Expression][]) {
    for (const { metric, values } of await range(ask, print(query), from, to)) {
      const labels = ROW_LABELS.map((label) => [label, metric[label] ?? ''] as const);
      for (const [time, value] of values) {
        const day = dayOf(time - DAY);
        const key = JSON.stringify([day, ...labels]);
        const row = rows.get(key) ?? ({ day, ...Object.fromEntries(labels) } as Usage);
        rows.set(key, { ...row, [figure]: Number(Number(value).toFixed(FIGURES[figure].decimals)) });
      }
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

async function range(ask: Ask, query: string, from: string, to: string): Promise<readonly Series[]> {
  const [start, end] = [from, to].map((day) => String(Date.parse(day) / 1000 + DAY));
  const parameters = new URLSearchParams({ query, start: start!, end: end!, step: String(DAY) });
  const { data } = (await ask(`/api/v1/query_range?${parameters}`)) as { data: { result: Series[] } };
  return data.result;
}

const dayOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10);

/** The sum of the rows as they are printed. */
export function totalOf(rows: readonly Usage[]): Partial<Record<Figure, number>> {
  const figures = Object.keys(FIGURES) as Figure[];
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const known = rows.flatMap((row) => row[figure] ?? []);
      if (known.length === 0) return [];
      const sum = known.reduce((left, right) => left + right, 0);
      return [[figure, Number(sum.toFixed(FIGURES[figure].decimals))]];
    }),
  );
}
