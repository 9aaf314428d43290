import { renderedOf, STACKS, type Stack } from './stacks.ts';
import { type Shown, shownFiles, textPath } from './text/files.ts';
import { lineDiff } from './text/line-diff.ts';

/** Golden files by their path in this folder. */
export type Golden = ReadonlyMap<string, string>;

/**
 * All rendered files of the stacks. A text of several stacks is in `shared/` once, in its most frequent version; a stack that
 * differs has a `.diff` of the changed lines. Files of a single stack are in the folder of that stack.
 */
export function renderedGolden(): Golden {
  const shown = new Map(STACKS.map((stack) => [stack, shownFiles(renderedOf(stack))]));
  const golden = new Map<string, string>();
  const places = new Map(STACKS.map((stack) => [stack, new Map<string, string>()]));
  for (const path of new Set([...shown.values()].flatMap(({ texts }) => [...texts.keys()]))) {
    const having = STACKS.flatMap((stack) => {
      const text = shown.get(stack)!.texts.get(path);
      return text === undefined ? [] : [{ stack, text: withNames(stack, path, text) }];
    });
    const isShared = having.length > 1;
    const common = isShared ? mostCommon(having.map(({ text }) => text)) : having[0]!.text;
    const place = `${isShared ? 'shared' : having[0]!.stack}/${path}`;
    golden.set(place, common);
    for (const { stack, text } of having) {
      const diff = lineDiff(common, text);
      if (diff !== '') golden.set(`${stack}/${path}.diff`, diff);
      places.get(stack)!.set(path, diff === '' ? place : `${place} with ${stack}/${path}.diff`);
    }
  }
  for (const stack of STACKS)
    golden.set(`${stack}/files.txt`, listOf(stack, shown.get(stack)!, places.get(stack)!));
  return new Map([...golden].map(([path, text]) => [path, withoutRules(path, text, golden)]));
}

/** The first of the most frequent texts. */
const mostCommon = (texts: readonly string[]) =>
  texts.toSorted(
    (a, b) => texts.filter((one) => one === b).length - texts.filter((one) => one === a).length,
  )[0]!;

/** Differs in every rule: the Grafana URL of the stack, and the jobs of its vLLM servers. */
function namesOf(stack: Stack): readonly (readonly [name: string, value: string])[] {
  const alerts = renderedOf(stack).files.find(({ path }) => path === 'prometheus/rules/alerts.yml')!.text;
  return [
    ['$GRAFANA', /dashboard_url: (https?:\/\/[^/]+)\//.exec(alerts)![1]!],
    ['$VLLM', /\{(job=~?"[^"]+")/.exec(alerts)![1]!],
  ];
}

/** Docker files are shown as rendered. */
const withNames = (stack: Stack, path: string, text: string) =>
  /^(prometheus\/rules|grafana|kubernetes)\//.test(path)
    ? namesOf(stack).reduce((named, [name, value]) => named.replaceAll(value, name), text)
    : text;

/** Where each rendered file of the stack is shown. */
function listOf(stack: Stack, { copies }: Shown, places: ReadonlyMap<string, string>): string {
  const lines = renderedOf(stack).files.map(({ path }) => {
    const copied = copies.get(path);
    return copied
      ? `${path} is a copy of ${copied}`
      : `${path} → ${places.get(path) ?? places.get(textPath(path))}`;
  });
  return `${[...namesOf(stack).map(([name, value]) => `${name} is ${value}`), '', ...lines].join('\n')}\n`;
}

/** Manifests with a reference in place of rules that a Prometheus file also contains. */
function withoutRules(path: string, text: string, golden: Golden): string {
  if (!path.includes('/kubernetes/manifests/')) return text;
  return [...golden].reduce((rest, [file, rules]) => {
    const groups = rules.replaceAll(/^(?=.)/gm, '  ');
    return /\/rules\/.*\.yml$/.test(file) ? rest.replace(groups, `  groups: →${file}\n`) : rest;
  }, text);
}
