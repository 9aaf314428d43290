import type { Block } from './alloy-text.ts';
import type { Case, LineFilter, Stage } from './stages.ts';

/** A stage as a block of `loki.process`. */
export function stageBlock(stage: Stage): Block {
  switch (stage.kind) {
    case 'decolorize':
      return { name: 'stage.decolorize' };
    case 'json':
      return { name: 'stage.json', attributes: { ...sourceOf(stage), expressions: stage.expressions } };
    case 'regex':
      return { name: 'stage.regex', attributes: { expression: stage.expression, ...sourceOf(stage) } };
    case 'replace':
      return {
        name: 'stage.replace',
        attributes: {
          expression: stage.expression,
          ...sourceOf(stage),
          replace: stage.unless
            ? `{{ if .${stage.unless[0]} }}${stage.unless[1]}{{ else }}${stage.replace}{{ end }}`
            : stage.replace,
        },
      };
    case 'drop':
      // Unlike the stage for it, a match looks for a text first.
      if (stage.contains !== undefined) {
        return {
          name: 'stage.match',
          attributes: {
            selector: `${ALL_STREAMS} ${filterText({ contains: stage.contains })} ${filterText({ matches: stage.expression })}`,
            action: 'drop',
            drop_counter_reason: stage.reason,
          },
        };
      }
      return {
        name: 'stage.drop',
        attributes: { expression: stage.expression, drop_counter_reason: stage.reason },
      };
    case 'dropOld':
      return {
        name: 'stage.drop',
        attributes: { older_than: stage.olderThan, drop_counter_reason: stage.reason },
      };
    case 'multiline':
      return {
        name: 'stage.multiline',
        attributes: {
          firstline: stage.firstline,
          max_wait_time: stage.maxWait,
          max_lines: stage.maxLines,
        },
      };
    case 'choose':
      return template(stage.target, choice(stage.cases, stage.otherwise));
    case 'words':
      return template(stage.source, wording(stage.words));
    case 'match':
      return {
        name: 'stage.match',
        attributes: { selector: selectorText(stage.where) },
        blocks: stage.stages.map(stageBlock),
      };
    case 'labels':
      return { name: 'stage.labels', attributes: { values: sameNames(stage.names) } };
    case 'metadata':
      return { name: 'stage.structured_metadata', attributes: { values: sameNames(stage.names) } };
    case 'dropLabels':
      return { name: 'stage.label_drop', attributes: { values: stage.names } };
    case 'truncate':
      return {
        name: 'stage.truncate',
        blocks: [{ name: 'rule', attributes: { limit: `${stage.limit}B`, suffix: stage.suffix } }],
      };
  }
}

function sourceOf({ source }: { readonly source?: string }): { readonly source?: string } {
  return source === undefined ? {} : { source };
}

function template(source: string, text: string): Block {
  return { name: 'stage.template', attributes: { source, template: text } };
}

const ALL_STREAMS = '{stack=~".*"}';

const selectorText = (where: LineFilter): string =>
  'label' in where ? `{${where.label}!=""}` : `${ALL_STREAMS} ${filterText(where)}`;

const filterText = (filter: Exclude<LineFilter, { label: string }>): string =>
  'contains' in filter ? `|= ${quoted(filter.contains)}` : `|~ ${quoted(filter.matches)}`;

const quoted = (text: string) => JSON.stringify(text);

/** `.Value` is the value so far; a key that is absent would print as "<no value>". */
function choice(cases: readonly Case[], otherwise: readonly Case[] = []): string {
  const branches = (list: readonly Case[]) =>
    list.map(([key, value]) => `else if .${key} }}${value}{{ `).join('');
  const text = `${branches(cases)}else if .Value }}{{ .Value }}{{ ${branches(otherwise)}end }}`;
  return `{{ ${text.replace('else ', '')}`;
}

function wording(words: Readonly<Record<string, string>>): string {
  const branches = Object.entries(words).map(([from, to]) => `else if eq $value "${from}" }}${to}{{ `);
  return `{{ if .Value }}{{ $value := ToLower .Value }}{{ ${branches.join('').replace('else ', '')}else }}{{ $value }}{{ end }}{{ end }}`;
}

/** An empty string stands for the same name. */
function sameNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}
