import { scalar, type Aggregation, type Expression } from './expression.ts';

/** Sum by the labels given; over all series if there are none. */
export function sumBy(by: readonly string[], of: Expression): Aggregation {
  return aggregate('sum', by, of);
}

/** The right aggregation for shares, which must not be added up. */
export function maxBy(by: readonly string[], of: Expression): Aggregation {
  return aggregate('max', by, of);
}

export function minBy(by: readonly string[], of: Expression): Aggregation {
  return aggregate('min', by, of);
}

export function avgBy(by: readonly string[], of: Expression): Aggregation {
  return aggregate('avg', by, of);
}

export function countBy(by: readonly string[], of: Expression): Aggregation {
  return aggregate('count', by, of);
}

/** The `k` largest series by the labels given, with all their labels. */
export function topk(k: number, of: Expression, by: readonly string[] = []): Aggregation {
  return { ...aggregate('topk', by, of), parameter: scalar(k) };
}

export function aggregate(operation: string, by: readonly string[], of: Expression): Aggregation {
  return { kind: 'aggregation', operation, by, of };
}
