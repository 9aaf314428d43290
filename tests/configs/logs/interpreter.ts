import type { Stage } from '../../../configs/logs/index.ts';

/** A line on its way. */
export interface Entry {
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What would reach Loki, and what would not. */
export interface Outcome {
  readonly entries: (Entry & { readonly metadata: Record<string, string> })[];
  readonly dropped: Record<string, number>;
}

interface Moving {
  line: string;
  labels: Record<string, string>;
  extracted: Record<string, string>;
  metadata: Record<string, string>;
}

/** Runs lines through the stages as Alloy does, except that nothing ever waits long enough to be let go alone. */
export function run(stages: readonly Stage[], input: readonly Entry[]): Outcome {
  const dropped: Record<string, number> = {};
  const started: Moving[] = input.map(({ line, labels }) => ({
    line,
    labels: { ...labels },
    extracted: { ...labels },
    metadata: {},
  }));
  const entries = pass(stages, started, dropped);
  return { entries: entries.map(({ line, labels, metadata }) => ({ line, labels, metadata })), dropped };
}

function pass(stages: readonly Stage[], input: Moving[], dropped: Record<string, number>): Moving[] {
  let entries = input;
  for (const stage of stages) {
    if (stage.kind === 'multiline') entries = join(entries, stage.firstline, stage.maxLines);
    else if (stage.kind === 'drop') {
      const pattern = regExp(stage.expression);
      const kept = entries.filter(({ line }) => !line.includes(stage.contains ?? '') || !pattern.test(line));
      const count = entries.length - kept.length;
      if (count > 0) dropped[stage.reason] = (dropped[stage.reason] ?? 0) + count;
      entries = kept;
    } else if (stage.kind === 'match') {
      const { where } = stage;
      const found = entries.filter(({ line, labels }) => {
        if ('label' in where) return (labels[where.label] ?? '') !== '';
        return 'contains' in where ? line.includes(where.contains) : regExp(where.matches).test(line);
      });
      const passed = new Set(pass(stage.stages, found, dropped));
      const matched = new Set(found);
      entries = entries.filter((entry) => !matched.has(entry) || passed.has(entry));
    } else entries.forEach((entry) => apply(stage, entry));
  }
  return entries;
}

/** Go's syntax to JavaScript's: named groups and leading flags. */
export function regExp(expression: string, flags = ''): RegExp {
  const [, leading = '', rest = ''] = /^(?:\(\?([a-z]+)\))?(.*)$/s.exec(expression) ?? [];
  return new RegExp(rest.replaceAll('(?P<', '(?<'), `${leading}${flags}`);
}

function apply(stage: Stage, entry: Moving): void {
  const { extracted, labels, metadata } = entry;
  switch (stage.kind) {
    case 'decolorize':
      // eslint-disable-next-line no-control-regex
      entry.line = entry.line.replaceAll(/\u001b\[[0-9;]*m/g, '');
      return;
    case 'json':
      Object.assign(
        extracted,
        searched(
          stage.source === undefined ? entry.line : (extracted[stage.source] ?? ''),
          stage.expressions,
        ),
      );
      return;
    case 'regex': {
      const text = stage.source === undefined ? entry.line : extracted[stage.source];
      const groups = text === undefined ? undefined : regExp(stage.expression).exec(text)?.groups;
      for (const [name, value] of Object.entries(groups ?? {})) extracted[name] = value ?? '';
      return;
    }
    case 'replace': {
      const text = stage.source === undefined ? entry.line : extracted[stage.source];
      if (text === undefined) return;
      const replacement = stage.unless && extracted[stage.unless[0]] ? stage.unless[1] : stage.replace;
      const replaced = replaceGroups(text, regExp(stage.expression, 'dg'), replacement);
      if (stage.source === undefined) entry.line = replaced;
      else extracted[stage.source] = replaced;
      return;
    }
    case 'choose': {
      const first = (cases: readonly (readonly [string, string])[] = []) =>
        cases.find(([key]) => extracted[key])?.[1];
      const chosen = first(stage.cases) || extracted[stage.target] || first(stage.otherwise);
      if (chosen) extracted[stage.target] = chosen;
      else delete extracted[stage.target];
      return;
    }
    case 'words': {
      const value = extracted[stage.source]?.toLowerCase();
      if (value) extracted[stage.source] = stage.words[value] ?? value;
      return;
    }
    case 'labels':
      for (const name of stage.names) if (extracted[name] !== undefined) labels[name] = extracted[name];
      return;
    case 'metadata':
      for (const name of stage.names) {
        const value = labels[name] ?? extracted[name];
        if (value !== undefined) metadata[name] = value;
        delete labels[name];
      }
      return;
    case 'dropLabels':
      for (const name of stage.names) delete labels[name];
      return;
    case 'truncate':
      if (Buffer.byteLength(entry.line) > stage.limit) {
        const limit = stage.limit - Buffer.byteLength(stage.suffix);
        entry.line = Buffer.from(entry.line).subarray(0, limit).toString() + stage.suffix;
      }
      return;
    default:
      return;
  }
}

/** Per set of labels, as of the time when the first line of an entry arrives. */
function join(entries: readonly Moving[], firstline: string, maxLines: number): Moving[] {
  const pattern = regExp(firstline);
  const open = new Map<string, { entry: Moving; lines: number }>();
  const joined: Moving[] = [];
  for (const entry of entries) {
    const key = JSON.stringify(Object.entries(entry.labels).sort());
    const state = open.get(key);
    if (pattern.test(entry.line) || !state || state.lines >= maxLines) {
      joined.push(entry);
      if (pattern.test(entry.line) || state) open.set(key, { entry, lines: 1 });
    } else {
      state.entry.line += `\n${entry.line}`;
      state.lines += 1;
    }
  }
  return joined;
}

function replaceGroups(text: string, pattern: RegExp, replacement: string): string {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    for (const range of (match.indices ?? []).slice(1)) {
      if (!range || range[0] < end) continue;
      result += text.slice(end, range[0]) + replacement;
      end = range[1];
    }
  }
  return result + text.slice(end);
}

/** The part of JMESPath that the pipeline uses: paths, quoted names, the last of a list, and the first of several that is there. */
function searched(line: string, expressions: Readonly<Record<string, string>>): Record<string, string> {
  if (!line.startsWith('{')) return {};
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([name, expression]) => {
      const found = expression
        .split('||')
        .map((path) => at(value, path.trim()))
        .find((item) => item !== undefined && item !== null && item !== false && item !== '');
      return found === undefined
        ? []
        : [[name, typeof found === 'object' ? JSON.stringify(found) : String(found)]];
    }),
  );
}

function at(value: unknown, path: string): unknown {
  const names = path.startsWith('"') ? [path.slice(1, -1)] : path.replace('[-1]', '.[-1]').split('.');
  return names.reduce<unknown>((item, name) => {
    if (name === '[-1]') return Array.isArray(item) ? item.at(-1) : undefined;
    return typeof item === 'object' && item !== null && !Array.isArray(item)
      ? (item as Record<string, unknown>)[name]
      : undefined;
  }, value);
}
