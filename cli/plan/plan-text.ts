import type { Recorded } from './recorder.ts';
import { selectedInputs } from './selected-inputs.ts';
import { shortType } from './short-type.ts';

/** A plan as text: a tree with one line per resource, then the number of resources by type. */
export function planText(resources: readonly Recorded[]): string {
  const children = Map.groupBy(resources, ({ parentUrn }) => parentUrn);
  const lines = branch(children, '', '');
  return `${lines.join('\n')}\n\n${counts(resources)}`;
}

function branch(children: ReadonlyMap<string, readonly Recorded[]>, urn: string, indent: string): string[] {
  const siblings = [...(children.get(urn) ?? [])].sort(byTypeAndName);
  return siblings.flatMap((resource, index) => {
    const last = index === siblings.length - 1;
    return [
      `${indent}${last ? '└─ ' : '├─ '}${line(resource)}`,
      ...branch(children, resource.urn, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}

function line(resource: Recorded): string {
  const { type, name, protect, retainOnDelete } = resource;
  const inputs = selectedInputs(resource).map(
    ([input, text]) => `${input}=${/\s/.test(text) ? `"${text}"` : text}`,
  );
  const flags = [...(protect ? ['protected'] : []), ...(retainOnDelete ? ['kept on delete'] : [])];
  return [`${shortType(type)} ${name}`, ...inputs, ...flags.map((flag) => `(${flag})`)].join('  ');
}

function counts(resources: readonly Recorded[]): string {
  const byType = Map.groupBy(resources, ({ type }) => shortType(type));
  const rows = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = String(resources.length).length;
  return [
    `${resources.length} resources:`,
    ...rows.map(([type, { length }]) => `  ${String(length).padStart(width)} ${type}`),
  ].join('\n');
}

function byTypeAndName(a: Recorded, b: Recorded): number {
  const [x, y] = [a, b].map(({ type, name }) => `${shortType(type)} ${name}`) as [string, string];
  return x < y ? -1 : Number(x > y);
}
