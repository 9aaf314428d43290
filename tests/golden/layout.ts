import { duration, longestScrapeInterval } from '../../configs/settings/index.ts';
import { renderedOf, STACKS, type Stack } from './stacks.ts';
import { type Shown, shownFiles } from './text/files.ts';
import { lineDiff } from './text/line-diff.ts';

/** Golden files by their path in this folder. */
export type Golden = ReadonlyMap<string, string>;

/** A text as a golden file shows it. */
interface Place {
  readonly path: string;
  readonly text: string;
}

/**
 * All rendered files of the stacks. A text of several stacks is in `shared/` once, in its most frequent version; a stack that
 * differs has a `.diff` from the version nearest to its own. Files of a single stack are in the folder of that stack. A text that
 * resembles another one in its folder is a `.diff` from that one.
 */
export function renderedGolden(): Golden {
  const shown = new Map(STACKS.map((stack) => [stack, shownFiles(renderedOf(stack))]));
  const golden = new Map<string, string>();
  const places = new Map(STACKS.map((stack) => [stack, new Map<string, string>()]));
  const inFull: Place[] = [];
  for (const path of new Set([...shown.values()].flatMap(({ texts }) => [...texts.keys()]))) {
    const having = STACKS.flatMap((stack) => {
      const text = shown.get(stack)!.texts.get(path);
      return text === undefined ? [] : [{ stack, text: withNames(stack, path, text) }];
    });
    const folder = having.length > 1 ? 'shared' : having[0]!.stack;
    const first = { path: `${folder}/${path}`, text: mostCommon(having.map(({ text }) => text)) };
    const similar = nearest(
      first.text,
      inFull.filter((other) => folderOf(other) === folderOf(first)),
    );
    const isSimilar = similar !== undefined && linesOf(similar.diff) < linesOf(first.text) / 2;
    if (!isSimilar) inFull.push(first);
    golden.set(isSimilar ? `${first.path}.diff` : first.path, isSimilar ? similar.diff : first.text);
    const versions: Place[] = [first];
    for (const { stack, text } of having) {
      const { diff, from } = nearest(text, versions)!;
      const version = diff === '' ? from : { path: `${stack}/${path}`, text };
      if (diff !== '') golden.set(`${version.path}.diff`, diff);
      if (version !== from) versions.push(version);
      places.get(stack)!.set(path, golden.has(version.path) ? version.path : `${version.path}.diff`);
    }
  }
  for (const stack of STACKS)
    golden.set(`${stack}/files.txt`, listOf(stack, shown.get(stack)!, places.get(stack)!));
  return golden;
}

/** The shortest diff from one of these texts, headed by its path; empty if one is equal. */
function nearest(text: string, others: readonly Place[]): { from: Place; diff: string } | undefined {
  return others
    .map((from) => ({
      from,
      diff: from.text === text ? '' : `--- ${from.path}\n${lineDiff(from.text, text)}`,
    }))
    .toSorted((a, b) => linesOf(a.diff) - linesOf(b.diff))[0];
}

const linesOf = (text: string) => text.split('\n').length - 1;

/** The rendered folder, which stacks have in common. */
const folderOf = ({ path }: Place) => path.slice(path.indexOf('/'), path.lastIndexOf('/'));

/** The first of the most frequent texts. */
const mostCommon = (texts: readonly string[]) =>
  texts.toSorted(
    (a, b) => texts.filter((one) => one === b).length - texts.filter((one) => one === a).length,
  )[0]!;

/** What differs in every rule: the Grafana URL of the stack, the jobs of its vLLM and other servers, and the scrape interval. */
function namesOf(stack: Stack): readonly (readonly [name: string, value: string])[] {
  const { files, settings } = renderedOf(stack);
  const alerts = files.find(({ path }) => path === 'prometheus/rules/alerts.yml')!.text;
  return [
    ['$GRAFANA', /dashboard_url: (https?:\/\/[^/]+)\//.exec(alerts)![1]!],
    ['$VLLM', /\{(job=~?"[^"]+")/.exec(alerts)![1]!],
    ['$HTTP', /alert: TargetDown\n +expr: .*?\{(job=~?"[^"]+")/.exec(alerts)![1]!],
    // A rate reaches one scrape further than its window.
    ['m$SCRAPE]', `m${duration(longestScrapeInterval(settings))}]`],
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
