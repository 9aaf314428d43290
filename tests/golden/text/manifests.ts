import { parse } from 'yaml';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

const GROUPS = /^ {2}groups:\n(?:(?: {4}.*)?\n)*/m;

/**
 * The manifests of a rendered file, each by its own path, so that stacks share those that they have in common. Rules are shown as the
 * rule file that they would be without Kubernetes, and a copied source file as its path.
 */
export function manifestTexts(
  path: string,
  text: string,
  sourceOf: (name: string, content: string) => string | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    text.split(/^---\n/m).flatMap((document) => {
      const { kind, metadata, data = {} } = parse(document) as Manifest;
      const place = `${path.replace(/\.yaml$/, '')}/${metadata.namespace ?? 'cluster'}/${kind}-${metadata.name}.yaml`;
      const rules = kind === 'PrometheusRule' ? GROUPS.exec(document)?.[0] : undefined;
      if (rules !== undefined) {
        const file = `prometheus/rules/${metadata.name.split('-').at(-1)}.yml`;
        return [
          [place, document.replace(rules, () => `  groups: →${file}\n`)],
          [file, rules.replaceAll(/^ {2}/gm, '')],
        ] as const;
      }
      const shown = Object.entries(data).reduce((rest, [name, content]) => {
        const source = sourceOf(name, content);
        const block = `  ${name}: |\n${content.replaceAll(/^(?=.)/gm, '    ')}`;
        return source === undefined ? rest : rest.replace(block, () => `  ${name}: →${source}\n`);
      }, document);
      return [[place, shown]] as const;
    }),
  );
}
