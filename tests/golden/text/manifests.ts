import { parse } from 'yaml';
import { ruleFileText } from './rule-file.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

const GROUPS = /^ {2}groups:\n(?:(?: {4}.*)?\n)*/m;

/** Texts that Docker has as a file, by their place there. */
const FILES = new Map([['config.alloy', 'alloy/config.alloy']]);

/**
 * The manifests of a rendered file, each by its own path, so that stacks share those that they have in common. Rules and texts that
 * would be files without Kubernetes are shown as those files, and a copied source file as its path.
 */
export function manifestTexts(
  path: string,
  text: string,
  sourceOf: (name: string, content: string) => string | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const document of text.split(/^---\n/m)) {
    const { kind, metadata, data = {} } = parse(document) as Manifest;
    let shown = document;
    const rules = kind === 'PrometheusRule' ? GROUPS.exec(document)?.[0] : undefined;
    if (rules !== undefined) {
      const file = `prometheus/rules/${metadata.name.split('-').at(-1)}.txt`;
      texts.set(file, ruleFileText(rules.replaceAll(/^ {2}/gm, '')));
      shown = shown.replace(rules, () => `  groups: →${file}\n`);
    }
    for (const [name, content] of Object.entries(data)) {
      const place = FILES.get(name) ?? sourceOf(name, content);
      const block = `  ${name}: |\n${content.replaceAll(/^(?=.)/gm, '    ')}`;
      if (place === undefined || !shown.includes(block)) continue;
      shown = shown.replace(block, () => `  ${name}: →${place}\n`);
      if (FILES.has(name)) texts.set(place, content);
    }
    texts.set(
      `${path.replace(/\.yaml$/, '')}/${metadata.namespace ?? 'cluster'}/${kind}-${metadata.name}.yaml`,
      shown,
    );
  }
  return texts;
}
