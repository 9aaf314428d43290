import type { SyntaxNode } from '@lezer/common';
import { parser } from '@grafana/lezer-logql';
import { regExp } from './interpreter.ts';

/** An entry as Loki has it. */
export interface StoredEntry {
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Whether a query reads an entry: its streams, line filters and label filters, all of which must let it through. */
export function reads(query: string, { line, labels, metadata }: StoredEntry): boolean {
  const tree = parser.parse(query).topNode;
  const text = (node: SyntaxNode) => query.slice(node.from, node.to);
  const fields: Readonly<Record<string, string>> = { ...labels, ...metadata };
  const holds = (matcher: SyntaxNode, values: Readonly<Record<string, string>>) => {
    const [name, operator, value] = [...children(matcher)].map(text);
    return compared(values[name!] ?? '', operator!, unquoted(value!), true);
  };
  const filterHolds = (filter: SyntaxNode): boolean => {
    const [first, ...rest] = [...children(filter)];
    if (first!.name === 'Matcher') return holds(first!, fields);
    const others = rest.filter(({ name }) => name === 'LabelFilter').map(filterHolds);
    const any = rest.some(({ name }) => name === 'Or');
    return any ? filterHolds(first!) || others.some(Boolean) : filterHolds(first!) && others.every(Boolean);
  };
  const known: Readonly<Record<string, (node: SyntaxNode) => boolean>> = {
    Selector: (node) => within(node, 'Matcher').every((matcher) => holds(matcher, labels)),
    LineFilter: (node) => {
      const [operator, value] = [...children(node)].map(text);
      return compared(line, operator!, unquoted(value!), false);
    },
    LabelFilter: filterHolds,
  };
  const stages = within(tree, ...Object.keys(known));
  const unknown = within(tree, 'PipelineStage').filter(
    // A parser adds labels and lets every line through.
    (stage) => within(stage, ...Object.keys(known), 'LabelParser').length === 0,
  );
  if (stages.length === 0 || unknown.length > 0) throw new Error(`Cannot tell what this reads: ${query}`);
  return stages.every((node) => known[node.name]!(node));
}

/** Loki anchors expressions on labels, and no others. */
function compared(actual: string, operator: string, value: string, anchored: boolean): boolean {
  const pattern = () => regExp(anchored ? `^(?:${value})$` : value);
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return anchored ? actual !== value : !actual.includes(value);
    case '|=':
      return actual.includes(value);
    case '=~':
    case '|~':
      return pattern().test(actual);
    case '!~':
      return !pattern().test(actual);
    default:
      throw new Error(`Unknown operator ${operator}`);
  }
}

const unquoted = (text: string) => (text.startsWith('`') ? text.slice(1, -1) : (JSON.parse(text) as string));

function* children(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child;
}

/** The outermost nodes of these names. */
function within(node: SyntaxNode, ...names: readonly string[]): SyntaxNode[] {
  return [...children(node)].flatMap((child) =>
    names.includes(child.name) ? [child] : within(child, ...names),
  );
}
