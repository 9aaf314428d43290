/** Sum over everything but the labels given; over everything if none is. */
export function sumBy(labels: readonly string[], expression: string): string {
  return aggregate('sum', labels, expression);
}

/** The right one for shares, which must not be added up. */
export function maxBy(labels: readonly string[], expression: string): string {
  return aggregate('max', labels, expression);
}

export function minBy(labels: readonly string[], expression: string): string {
  return aggregate('min', labels, expression);
}

export function avgBy(labels: readonly string[], expression: string): string {
  return aggregate('avg', labels, expression);
}

export function countBy(labels: readonly string[], expression: string): string {
  return aggregate('count', labels, expression);
}

function aggregate(operation: string, labels: readonly string[], expression: string): string {
  return labels.length === 0
    ? `${operation}(${expression})`
    : `${operation} by (${labels.join(', ')}) (${expression})`;
}
