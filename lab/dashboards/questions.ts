import { fallbacks } from '../../configs/vllm/index.ts';
import type { Cost } from './replay.ts';

/** Quantile, mean, distribution, rate, share or value of a metric; different queries can answer the same question. */
export type Question = string;

/** The cheapest query for each question, among the queries with a result. */
export function questionsOf(costs: readonly Cost[]): ReadonlyMap<Question, Cost> {
  const cheapest = new Map<Question, Cost>();
  for (const cost of costs) {
    const question = questionOf(cost.expr);
    if (!cost.answered || question === undefined) continue;
    const before = cheapest.get(question);
    if (before === undefined || cost.samples < before.samples) cheapest.set(question, cost);
  }
  return cheapest;
}

/** Handles the series of vLLM and those recorded from them. */
export function questionOf(expr: string): Question | undefined {
  const metric = metricOf(expr);
  if (metric === undefined) return undefined;
  const base = metric.replace(/_(bucket|sum|count|total)$/, '').replace(/_(bucket|sum|count|total)$/, '');
  const quantile = /histogram_quantile\(\s*([\d.]+)/.exec(expr);
  if (quantile) return `p${Number(quantile[1]) * 100} of ${base}`;
  if (/_bucket/.test(expr))
    return /\/\s*\(/.test(expr) ? `share within a bound of ${base}` : `distribution of ${base}`;
  if (metric.endsWith('_sum') && expr.includes('_count')) return `mean of ${base}`;
  if (/_hits/.test(expr) && /_queries/.test(expr)) return `hit rate of ${base}`;
  const groups = /\bby\s*\(([^)]*)\)/.exec(expr)?.[1] ?? '';
  const split = /source|reason|status/.exec(groups)?.[0];
  return `${base}${split === undefined ? '' : ` by ${split}`}`;
}

/** The first metric in a query, by its current name in vLLM. */
function metricOf(expr: string): string | undefined {
  const found = /\b(?:job_model:)?(vllm[:_]\w+|http_\w+)/.exec(expr)?.[1];
  if (found === undefined) return undefined;
  const name = found.replace(/^vllm_/, 'vllm:');
  const former = Object.entries(fallbacks).find(([old]) => name.startsWith(old));
  return former === undefined ? name : name.replace(former[0], former[1]);
}
