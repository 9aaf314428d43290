/** A value in Alloy's configuration syntax, ready to print. */
export interface Expression {
  readonly text: string;
}

export type Value =
  string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value };

/** A block: `name "label" { … }`. Attributes come before inner blocks, as everywhere in Alloy's documentation. */
export interface Block {
  readonly name: string;
  readonly label?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly blocks?: readonly Block[];
}

/** A reference to what another component exports, or a call. */
export const expression = (text: string): Expression => ({ text });

/** Text of a configuration, as `alloy fmt` would print it. */
export function alloyText(blocks: readonly Block[]): string {
  return `${blocks.map((block) => printBlock(block, '')).join('\n\n')}\n`;
}

function printBlock({ name, label, comment, attributes = {}, blocks = [] }: Block, indent: string): string {
  const inner = `${indent}\t`;
  const entries = Object.entries(attributes);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  const body = [
    ...(entries.length > 0
      ? [
          entries
            .map(([key, value]) => `${inner}${key.padEnd(width)} = ${printValue(value, inner)}`)
            .join('\n'),
        ]
      : []),
    ...blocks.map((block) => printBlock(block, inner)),
  ];
  const head = `${name}${label === undefined ? '' : ` ${JSON.stringify(label)}`}`;
  const lead = comment === undefined ? '' : `${indent}// ${comment}\n`;
  if (body.length === 0) return `${lead}${indent}${head} { }`;
  return `${lead}${indent}${head} {\n${body.join('\n\n')}\n${indent}}`;
}

function printValue(value: Value, indent: string): string {
  if (typeof value === 'string') return printString(value);
  if (typeof value !== 'object') return String(value);
  if (isExpression(value)) return value.text;
  if (isList(value)) return `[${value.map((item) => printValue(item, indent)).join(', ')}]`;
  const inner = `${indent}\t`;
  const entries = Object.entries(value);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  const lines = entries.map(([key, item]) => `${inner}${key.padEnd(width)} = ${printValue(item, inner)},`);
  return entries.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** Raw where that is easier to read: expressions are full of backslashes. */
function printString(text: string): string {
  return /[\\"]/.test(text) && /^[^`\n\r]*$/.test(text) && isPrintable(text)
    ? `\`${text}\``
    : JSON.stringify(text);
}

function isPrintable(text: string): boolean {
  return [...text].every((character) => character >= ' ');
}

function isExpression(value: object): value is Expression {
  return 'text' in value && Object.keys(value).length === 1 && typeof value.text === 'string';
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
