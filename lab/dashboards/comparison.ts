import { performance } from 'node:perf_hooks';
import type { Dashboard } from './dashboards.ts';
import { questionsOf } from './questions.ts';
import { type DashboardCost, quantile, replay, type TimeRange } from './replay.ts';
import type { Server } from './server.ts';

/** Cost of the same questions on this project's dashboards and on those of a peer. */
export interface Comparison {
  readonly peer: string;
  /** Questions that both answer; only these are compared. */
  readonly questions: number;
  readonly ours: Effort;
  readonly theirs: Effort;
}

interface Effort {
  readonly queries: number;
  readonly samples: number;
  /** 95th percentile of the refresh time in milliseconds. */
  readonly p95: number;
}

/**
 * Runs only the questions that both answer, each side with its cheapest query per question. The two alternate, so that a
 * machine that slows down affects both.
 */
export async function compare(
  server: Server,
  ours: readonly DashboardCost[],
  peer: DashboardCost,
  range: TimeRange,
  refreshes: number,
  patience: number,
): Promise<Comparison> {
  const we = questionsOf(ours.flatMap(({ costs }) => costs));
  const they = questionsOf(peer.costs);
  const common = [...they.keys()].filter((question) => we.has(question));
  const asked = (name: string, costs: typeof we): Dashboard => {
    // One query may answer several questions.
    const cheapest = common.map((question) => costs.get(question)!);
    const queries = [...new Map(cheapest.map((cost) => [cost.expr, cost])).values()];
    return { name, ours: false, panels: [{ title: name, queries }] };
  };
  const dashboards = [asked('this project', we), asked(peer.name, they)] as const;
  const rounds: (readonly [DashboardCost, DashboardCost])[] = [];
  const end = performance.now() + patience * 1000;
  do {
    const [first, second] = dashboards;
    rounds.push([
      await replay(server, first, range, 1, patience),
      await replay(server, second, range, 1, patience),
    ]);
  } while (rounds.length < refreshes && performance.now() < end);
  const effort = (costs: readonly DashboardCost[]): Effort => ({
    queries: costs[0]!.queries,
    samples: costs[0]!.samples,
    p95: quantile(
      costs.map(({ p95 }) => p95),
      0.95,
    ),
  });
  return {
    peer: peer.name,
    questions: common.length,
    ours: effort(rounds.map(([ours]) => ours)),
    theirs: effort(rounds.map(([, theirs]) => theirs)),
  };
}

/** The comparison as a table row. */
export function comparisonRow({ peer, questions, ours, theirs }: Comparison) {
  return {
    peer,
    questions,
    samples: ours.samples,
    'their samples': theirs.samples,
    'times fewer': timesFewer(ours.samples, theirs.samples),
    'p95 ms': Math.round(ours.p95),
    'their p95 ms': Math.round(theirs.p95),
    'times faster': timesFewer(ours.p95, theirs.p95),
  };
}

/** The ratio, empty if the divisor is 0. */
export const timesFewer = (ours: number, theirs: number) => (ours === 0 ? '' : (theirs / ours).toFixed(1));
