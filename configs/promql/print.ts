import {
  childrenOf,
  type Aggregation,
  type Binary,
  type Expression,
  type Matching,
  type Operator,
} from './expression.ts';
import { formatMatchers, quote } from './matchers.ts';

/** Longer expressions are broken at their outermost operator, so that an alert's query can be read in Grafana. */
const LINE_WIDTH = 100;

/** Binding strength (prometheus.io, "Binary operator precedence"). */
const PRECEDENCE: Readonly<Record<Operator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 6,
};

const SET_OPERATORS: readonly Operator[] = ['and', 'or', 'unless'];

/** The text of an expression. Two equal expressions have the same text. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'selector': {
      const { sample, matchers, range, offset } = expression;
      return `${sample}${formatMatchers(matchers)}${range === undefined ? '' : `[${range}]`}${offset === undefined ? '' : ` offset ${offset}`}`;
    }
    case 'subquery':
      return `${operand(expression.of)}[${expression.range}:${expression.step}]`;
    case 'scalar':
      return expression.text;
    case 'text':
      return quote(expression.value);
    case 'call':
      return `${expression.name}(${expression.arguments.map(print).join(', ')})`;
    case 'aggregation':
      return printAggregation(expression);
    case 'binary':
      return printBinary(expression);
  }
}

/** The same on one line; a line break within a string is escaped, so none of these is one. */
export function printOnOneLine(expression: Expression): string {
  return print(expression).replaceAll('\n', ' ');
}

function printAggregation({ operation, by, parameter, of }: Aggregation): string {
  const argument = parameter === undefined ? print(of) : `${parameter.text}, ${print(of)}`;
  return by.length === 0 ? `${operation}(${argument})` : `${operation} by (${by.join(', ')}) (${argument})`;
}

function printBinary(expression: Binary): string {
  const { operator, left, right, matching, bool } = expression;
  const word = [operator, ...(bool ? ['bool'] : []), ...matchingWords(matching)].join(' ');
  const [first, second] = [side(expression, left, 'left'), side(expression, right, 'right')];
  const line = `${first} ${word} ${second}`;
  const fits = line.length <= LINE_WIDTH && !line.includes('\n');
  return fits || right.kind === 'scalar' ? line : `${first}\n${word}\n${second}`;
}

function matchingWords({ on, ignoring, groupLeft }: Matching = {}): readonly string[] {
  return [
    ...(on ? [`on (${on.join(', ')})`] : []),
    ...(ignoring ? [`ignoring (${ignoring.join(', ')})`] : []),
    ...(groupLeft ? [`group_left (${groupLeft.join(', ')})`] : []),
  ];
}

/** One side of a binary expression, in parentheses where precedence or a reader asks for them. */
function side(parent: Binary, child: Expression, position: 'left' | 'right'): string {
  if (child.kind !== 'binary') return print(child);
  const [outer, inner] = [PRECEDENCE[parent.operator], PRECEDENCE[child.operator]];
  const bindsTighter = inner > outer || (inner === outer && position === 'left' && parent.operator !== '^');
  const plain = bindsTighter && !confusing(parent.operator, child.operator);
  return plain ? print(child) : `(${print(child)})`;
}

/** Correct without parentheses, but read wrongly by many: two set operators, or a comparison inside of arithmetic. */
function confusing(outer: Operator, inner: Operator): boolean {
  return SET_OPERATORS.includes(outer) && SET_OPERATORS.includes(inner) && outer !== inner;
}

function operand(expression: Expression): string {
  const text = print(expression);
  return childrenOf(expression).length > 0 && expression.kind === 'binary' ? `(${text})` : text;
}
