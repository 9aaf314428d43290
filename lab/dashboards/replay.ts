import { performance } from 'node:perf_hooks';
import type { Dashboard, Query } from './dashboards.ts';
import type { Server } from './server.ts';

/** Number of concurrent requests that a browser sends to one host. */
const AT_ONCE = 6;

export interface TimeRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export interface Cost extends Query {
  readonly samples: number;
  readonly answered: boolean;
  readonly error?: string;
}

/** Queries of one dashboard and their results. */
export interface DashboardCost {
  readonly name: string;
  readonly ours: boolean;
  readonly panels: number;
  readonly panelsWithData: number;
  /** Titles of the panels without data. */
  readonly empty: readonly string[];
  readonly queries: number;
  readonly failed: number;
  readonly samples: number;
  /** 95th percentile of the refresh time; the maximum for fewer than 20 refreshes. */
  readonly p95: number;
  readonly costs: readonly Cost[];
}

/** Opens a dashboard several times and measures its cost. */
export async function replay(
  server: Server,
  dashboard: Dashboard,
  range: TimeRange,
  refreshes: number,
  patience: number,
): Promise<DashboardCost> {
  const queries = dashboard.panels.flatMap((panel) => panel.queries);
  const times: number[] = [];
  let costs: readonly Cost[] = [];
  // A dashboard that takes minutes is not repeated.
  while (times.length < refreshes && (times.length === 0 || sum(times) < patience * 1000)) {
    const begun = performance.now();
    costs = await askAll(server, queries, range);
    times.push(performance.now() - begun);
  }
  const answered = new Set(costs.filter((cost) => cost.answered).map(({ expr }) => expr));
  const empty = dashboard.panels.filter((panel) => !panel.queries.some(({ expr }) => answered.has(expr)));
  return {
    name: dashboard.name,
    ours: dashboard.ours,
    panels: dashboard.panels.length,
    panelsWithData: dashboard.panels.length - empty.length,
    empty: empty.map(({ title }) => title),
    queries: queries.length,
    failed: costs.filter(({ error }) => error !== undefined).length,
    samples: sum(costs.map(({ samples }) => samples)),
    p95: quantile(times, 0.95),
    costs,
  };
}

async function askAll(server: Server, queries: readonly Query[], range: TimeRange): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  let next = 0;
  const worker = async () => {
    for (let query = queries[next++]; query; query = queries[next++])
      costs.push(await ask(server, query, range));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return costs;
}

async function ask(server: Server, query: Query, { start, end, step }: TimeRange): Promise<Cost> {
  const { expr, instant, minStep } = query;
  try {
    const { series, samples } = instant
      ? await server.instant(expr, end)
      : await server.range(expr, start, end, Math.max(step, minStep));
    const answered = series.some(({ values }) => values.some(([, value]) => !Number.isNaN(Number(value))));
    return { ...query, samples, answered };
  } catch (error) {
    return { ...query, samples: 0, answered: false, error: String(error) };
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.ceil(q * sorted.length) - 1]!;
}
