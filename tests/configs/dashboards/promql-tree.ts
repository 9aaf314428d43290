import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface LabelMatch {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Enclosing nodes of a selector, innermost first. */
export type Enclosing =
  | { readonly kind: 'aggregate'; readonly operation: string; readonly by: readonly string[] }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'matching'; readonly on: readonly string[] };

export interface Selector {
  readonly name: string;
  readonly matchers: readonly LabelMatch[];
  /** Text between the brackets of a range. */
  readonly range?: string;
  readonly enclosing: readonly Enclosing[];
}

/** Values for Grafana variables outside of quotes. */
export function withDurations(query: string, window = '1m'): string {
  return query
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/\$__(range_s)/g, '3600')
    .replaceAll('$__range', '1h')
    .replaceAll('${window}', window);
}

/** Syntax errors according to the official grammar. */
export function faultsOf(query: string): readonly string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push(`at ${from}: ${query.slice(Math.max(0, from - 20), to + 20)}`);
    },
  });
  return faults;
}

/** Every selector of a query, with its enclosing nodes. */
export function selectorsOf(query: string): readonly Selector[] {
  const found: Selector[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.name === 'VectorSelector') found.push(selectorOf(node.node, query));
    },
  });
  return found;
}

/** Labels that distinguish the results of the whole query; undefined without aggregation. */
export function resultLabels(query: string): readonly string[] | undefined {
  let node: SyntaxNode | null = parser.parse(query).topNode.firstChild;
  while (node) {
    if (node.name === 'AggregateExpr') {
      if (!/^(topk|bottomk)/.test(query.slice(node.from, node.to))) return groupingOf(node, query);
    }
    node = bodyOf(node);
  }
  return undefined;
}

/** The operand that determines the labels of a result. */
function bodyOf(node: SyntaxNode): SyntaxNode | null {
  const operands = children(node).filter(({ name }) => /Expr$|Selector$|FunctionCall/.test(name));
  return operands[0] ?? null;
}

function selectorOf(node: SyntaxNode, query: string): Selector {
  const text = (child: SyntaxNode | null) => (child === null ? '' : query.slice(child.from, child.to));
  const matchers = children(node.getChild('LabelMatchers')).flatMap((matcher) => {
    const label = text(matcher.getChild('LabelName'));
    return label === ''
      ? []
      : [
          {
            label,
            operator: text(matcher.getChild('MatchOp')),
            value: JSON.parse(text(matcher.getChild('StringLiteral'))) as string,
          },
        ];
  });
  const parent = node.parent;
  const range = parent?.name === 'MatrixSelector' ? query.slice(node.to + 1, parent.to - 1) : undefined;
  return {
    name: text(node.getChild('Identifier')),
    matchers,
    ...(range === undefined ? {} : { range }),
    enclosing: enclosingOf(node, query),
  };
}

function enclosingOf(node: SyntaxNode, query: string): readonly Enclosing[] {
  const around: Enclosing[] = [];
  for (let at = node.parent; at; at = at.parent) {
    if (at.name === 'AggregateExpr') {
      const operation = query.slice(at.from).match(/^\w+/)![0];
      around.push({ kind: 'aggregate', operation, by: groupingOf(at, query) });
    }
    if (at.name === 'FunctionCall')
      around.push({ kind: 'call', name: query.slice(at.from).match(/^\w+/)![0] });
    const on = at.name === 'BinaryExpr' ? at.getChild('MatchingModifierClause') : null;
    if (on) around.push({ kind: 'matching', on: query.slice(on.from, on.to).match(/\w+/g) ?? [] });
  }
  return around;
}

function groupingOf(node: SyntaxNode, query: string): readonly string[] {
  const labels = node.getChild('AggregateModifier')?.getChild('GroupingLabels') ?? null;
  return children(labels)
    .filter(({ name }) => name === 'LabelName')
    .map(({ from, to }) => query.slice(from, to));
}

function children(node: SyntaxNode | null): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) all.push(child);
  return all;
}
