import { childrenOf, type Aggregation, type Expression, type Selector } from './expression.ts';
import { metricOf } from './names.ts';

/** Every selector of an expression, from left to right. */
export function selectorsOf(expression: Expression): readonly Selector[] {
  return expression.kind === 'selector' ? [expression] : childrenOf(expression).flatMap(selectorsOf);
}

/** Names of the stored series that an expression reads, each once. */
export function samplesRead(expression: Expression): readonly string[] {
  return [...new Set(selectorsOf(expression).map(({ sample }) => sample))];
}

/**
 * Names of the catalogued metrics that an expression reads, each once, in the order of their first use. A recorded series
 * counts as the metrics behind it.
 */
export function metricsRead(expression: Expression): readonly string[] {
  const names = selectorsOf(expression).flatMap(
    ({ sample, metrics }) => metrics ?? metricOf(sample)?.name ?? [],
  );
  return [...new Set(names)];
}

/**
 * Names of the catalogued metrics whose values an expression shows: all that it reads, except those that `and` and `unless`
 * only filter by.
 */
export function metricsShown(expression: Expression): readonly string[] {
  return [...new Set(shownIn(expression).flatMap(metricsRead))];
}

function shownIn(expression: Expression): readonly Expression[] {
  if (expression.kind === 'selector') return [expression];
  const onlyFilters =
    expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'unless');
  return (onlyFilters ? [expression.left] : childrenOf(expression)).flatMap(shownIn);
}

/** Labels that the outermost aggregation of an expression groups by; of several beside each other those of the first. */
export function groupedBy(expression: Expression): readonly string[] {
  return outermost(expression)?.by ?? [];
}

function outermost(expression: Expression): Aggregation | undefined {
  if (expression.kind === 'aggregation') return expression;
  return childrenOf(expression)
    .map(outermost)
    .find((each) => each !== undefined);
}

/** Labels that an expression matches, groups or joins by, each once. */
export function labelsRead(expression: Expression): readonly string[] {
  return [...new Set([...ownLabels(expression), ...childrenOf(expression).flatMap(labelsRead)])];
}

function ownLabels(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'selector':
      return expression.matchers.map(({ label }) => label);
    case 'aggregation':
      return expression.by;
    case 'binary': {
      const { on = [], ignoring = [], groupLeft = [] } = expression.matching ?? {};
      return [...on, ...ignoring, ...groupLeft];
    }
    default:
      return [];
  }
}
