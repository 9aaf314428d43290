/** Longer ones are broken at the operator. */
const lineWidth = 100;

/** `left operator right`, each in parentheses where it needs them. */
export function binary(left: string, operator: string, right: string): string {
  const [first, second] = [operand(left), operand(right)];
  const line = `${first} ${operator} ${second}`;
  return line.length <= lineWidth ? line : `${first}\n${operator}\n${second}`;
}

/** `numerator / (denominator > 0)`: without traffic there is no sample, rather than NaN. */
export function ratio(numerator: string, denominator: string): string {
  return binary(numerator, '/', `${operand(denominator)} > 0`);
}

/**
 * Like `ratio`, for a part whose series exist only once it has happened: while they do not, it counts as 0. Part and
 * whole have to be aggregated by the same labels.
 */
export function fraction(part: string, whole: string): string {
  return ratio(or(part, `${operand(whole)} * 0`), whole);
}

/** The first expression, and for label sets it lacks the next one. */
export function or(...expressions: readonly [string, ...string[]]): string {
  return expressions.length === 1 ? expressions[0] : expressions.map(operand).join(' or ');
}

const binaryOperator = /^(?:or|and|unless|[-+*/%^]|[=!]=|[<>]=?)$/;

/** An expression as part of a larger one: in parentheses if an operator stands outside of all brackets. */
export function operand(expression: string): string {
  return topLevelWords(expression).some((word) => binaryOperator.test(word)) ? `(${expression})` : expression;
}

/** What stands between spaces outside of brackets and quotes. */
function topLevelWords(expression: string): readonly string[] {
  let depth = 0;
  let quoted = false;
  let outside = '';
  for (const [position, character] of [...expression].entries()) {
    if (character === '"' && expression[position - 1] !== '\\') quoted = !quoted;
    else if (!quoted && '([{'.includes(character)) depth += 1;
    else if (!quoted && ')]}'.includes(character)) depth -= 1;
    else if (!quoted && depth === 0) outside += character;
  }
  return outside.split(/\s+/);
}
