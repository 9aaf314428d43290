import {
  toExpression,
  type Binary,
  type Expression,
  type Matching,
  type Operand,
  type Operator,
} from './expression.ts';

/** `left operator right`. */
export function binary(left: Operand, operator: Operator, right: Operand, matching?: Matching): Binary {
  const sides = { left: toExpression(left), right: toExpression(right) };
  return { kind: 'binary', operator, ...sides, ...(matching === undefined ? {} : { matching }) };
}

/** `numerator / (denominator > 0)`: without traffic there is no sample instead of NaN. */
export function ratio(numerator: Operand, denominator: Operand): Binary {
  return binary(numerator, '/', binary(denominator, '>', 0));
}

/**
 * Like `ratio`, for a part whose series exist only after its first event: until then it counts as 0. Part and whole have to
 * be aggregated by the same labels.
 */
export function fraction(part: Expression, whole: Expression): Binary {
  return ratio(orZero(part, whole), whole);
}

/** Each series over one total without labels; no sample while the total is 0. */
export function shareOfTotal(parts: Expression, total: Expression): Binary {
  return binary(parts, '/', binary(total, '>', 0), { on: [], groupLeft: [] });
}

/** The expression, and 0 for label sets of `whole` that it lacks. */
export function orZero(expression: Expression, whole: Expression): Expression {
  return or(expression, binary(whole, '*', 0));
}

/** The first expression, and for label sets it lacks the next one. */
export function or(...expressions: readonly [Expression, ...Expression[]]): Expression {
  return chain('or', expressions);
}

/** {@link or} of the expressions that exist; undefined if none does. */
export function anyOf(expressions: readonly (Expression | undefined)[]): Expression | undefined {
  const [first, ...others] = expressions.filter((each) => each !== undefined);
  return first === undefined ? undefined : or(first, ...others);
}

/** The first expression, where all others have a series with the same labels. */
export function and(...expressions: readonly [Expression, ...Expression[]]): Expression {
  return chain('and', expressions);
}

/** The first expression without the series for which another one exists. */
export function unless(left: Expression, right: Expression, matching?: Matching): Binary {
  return binary(left, 'unless', right, matching);
}

/** The left expression where the right one has a series with the same values of these labels. */
export function andOn(labels: readonly string[], left: Expression, right: Expression): Binary {
  return binary(left, 'and', right, { on: labels });
}

export function plus(...operands: readonly [Operand, ...Operand[]]): Expression {
  return chain('+', operands);
}

function chain(operator: Operator, [first, ...others]: readonly [Operand, ...Operand[]]): Expression {
  return others.reduce<Expression>((left, right) => binary(left, operator, right), toExpression(first));
}
