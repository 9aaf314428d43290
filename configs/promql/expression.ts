/** Comparison of a label with a value. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Series by name and labels: an instant vector, or a range vector with `range`. */
export interface Selector {
  readonly kind: 'selector';
  readonly sample: string;
  readonly matchers: readonly LabelMatcher[];
  /** PromQL duration or a Grafana variable that stands for one. */
  readonly range?: string;
  readonly offset?: string;
  /** Catalogued metrics behind a recorded series, which the catalogue itself does not contain. */
  readonly metrics?: readonly string[];
}

/** An expression evaluated over a range: `expression[range:step]`. */
export interface Subquery {
  readonly kind: 'subquery';
  readonly of: Expression;
  readonly range: string;
  readonly step: string;
}

/** A number, or a Grafana variable that stands for one. */
export interface Scalar {
  readonly kind: 'scalar';
  readonly text: string;
}

/** A string argument, as `label_replace` takes them. */
export interface Text {
  readonly kind: 'text';
  readonly value: string;
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly operation: string;
  readonly by: readonly string[];
  /** First argument of `topk`, `quantile` and the like. */
  readonly parameter?: Scalar;
  readonly of: Expression;
}

export type Operator =
  '+' | '-' | '*' | '/' | '%' | '^' | '==' | '!=' | '>' | '<' | '>=' | '<=' | 'and' | 'or' | 'unless';

/** How the series of two sides are paired. Without it all labels have to be equal. */
export interface Matching {
  readonly on?: readonly string[];
  readonly ignoring?: readonly string[];
  /** Labels copied from the right side, of which one series pairs with many on the left. */
  readonly groupLeft?: readonly string[];
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
  readonly matching?: Matching;
  /** 0 or 1 in place of a filter. */
  readonly bool?: true;
}

/** A PromQL expression. Functions of this folder build it, `print` turns it into text, `reads` says what it selects. */
export type Expression = Selector | Subquery | Scalar | Text | Call | Aggregation | Binary;

/** A number stands for the scalar it is. */
export type Operand = Expression | number;

export function scalar(value: number | `$${string}`): Scalar {
  return { kind: 'scalar', text: String(value) };
}

export function toExpression(operand: Operand): Expression {
  return typeof operand === 'number' ? scalar(operand) : operand;
}

/** The expressions directly inside of one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'selector':
    case 'scalar':
    case 'text':
      return [];
    case 'subquery':
    case 'aggregation':
      return [expression.of];
    case 'call':
      return expression.arguments;
    case 'binary':
      return [expression.left, expression.right];
  }
}

/** The same expression with every selector replaced. */
export function mapSelectors(expression: Expression, change: (selector: Selector) => Selector): Expression {
  const within = (inner: Expression) => mapSelectors(inner, change);
  switch (expression.kind) {
    case 'selector':
      return change(expression);
    case 'scalar':
    case 'text':
      return expression;
    case 'subquery':
    case 'aggregation':
      return { ...expression, of: within(expression.of) };
    case 'call':
      return { ...expression, arguments: expression.arguments.map(within) };
    case 'binary':
      return { ...expression, left: within(expression.left), right: within(expression.right) };
  }
}
