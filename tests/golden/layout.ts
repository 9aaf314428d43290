import { shortestReach } from '../../configs/recording/windows.ts';
import { renderedOf, STACKS, type Stack } from './stacks.ts';
import { type Shown, shownFiles } from './text/files.ts';
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
  return golden;
}

/** The first of the most frequent texts. */
const mostCommon = (texts: readonly string[]) =>
  texts.toSorted(
    (a, b) => texts.filter((one) => one === b).length - texts.filter((one) => one === a).length,
  )[0]!;

/** What differs in every rule: the Grafana URL of the stack, the jobs of its vLLM servers, and the range of the shortest rates. */
function namesOf(stack: Stack): readonly (readonly [name: string, value: string])[] {
  const { files, settings } = renderedOf(stack);
  const alerts = files.find(({ path }) => path === 'prometheus/rules/alerts.yml')!.text;
  return [
    ['$GRAFANA', /dashboard_url: (https?:\/\/[^/]+)\//.exec(alerts)![1]!],
    ['$VLLM', /\{(job=~?"[^"]+")/.exec(alerts)![1]!],
    ['[$SHORTEST]', `[${shortestReach(settings)}]`],
  ];
}

/** Docker files are shown as rendered. */
const withNames = (stack: Stack, path: string, text: string) =>
  /^(prometheus\/rules|grafana|kubernetes)\//.test(path)
    ? namesOf(stack).reduce((named, [name, value]) => named.replaceAll(value, name), text)
    : text;

/** Where each rendered file of the stack is shown. */
function listOf(stack: Stack, { copies, parts }: Shown, places: ReadonlyMap<string, string>): string {
  const lines = renderedOf(stack).files.flatMap(({ path }) => {
    const copied = copies.get(path);
    if (copied) return `${path} is a copy of ${copied}`;
    const [first = '', ...more] = (parts.get(path) ?? []).map((part) => places.get(part)!);
    return more.length === 0
      ? `${path} → ${first}`
      : [`${path}:`, `  ${first}`, ...more.map((each) => `  ${each}`)];
  });
  return `${[...namesOf(stack).map(([name, value]) => `${name} is ${value}`), '', ...lines].join('\n')}\n`;
}
