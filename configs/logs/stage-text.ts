import type { Block } from './alloy-text.ts';
import type { Stage } from './stages.ts';

/** A stage as a block of `loki.process`. */
export function stageBlock(stage: Stage): Block {
  switch (stage.kind) {
    case 'decolorize':
      return { name: 'stage.decolorize' };
    case 'json':
      return { name: 'stage.json', attributes: { expressions: stage.expressions } };
    case 'regex':
      return { name: 'stage.regex', attributes: { expression: stage.expression, ...sourceOf(stage) } };
    case 'replace':
      return {
        name: 'stage.replace',
        attributes: {
          expression: stage.expression,
          ...sourceOf(stage),
          replace: stage.replace,
        },
      };
    case 'drop':
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
      return template(stage.target, choice(stage.cases));
    case 'lower':
      return template(stage.source, '{{ if .Value }}{{ ToLower .Value }}{{ end }}');
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

/** `.Value` is the value so far; a key that is absent would print as "<no value>". */
function choice(cases: readonly (readonly [key: string, value: string])[]): string {
  const branches = cases.map(([key, value]) => `if .${key} }}${value}{{ else `).join('');
  return `{{ ${branches}if .Value }}{{ .Value }}{{ end }}`;
}

/** An empty string stands for the same name. */
function sameNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}
