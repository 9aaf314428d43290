import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rendered } from '../stacks.ts';
import { dashboardText } from './dashboard.ts';
import { manifestTexts } from './manifests.ts';
import { provisionedRulesText } from './provisioned-rules.ts';
import { ruleFileText } from './rule-file.ts';
import { grafanaRulesText } from './rules.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const RULES = 'grafana/rules.txt';
const RULES_FILE = 'grafana/provisioning/alerting/llm-monitoring.yaml';
const ALERTS = 'prometheus/rules/alerts.yml';

/** Rendered files of a stack in golden form. */
export interface Shown {
  readonly texts: ReadonlyMap<string, string>;
  /** Keys of `texts` by the rendered file that they show. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  /** Rendered files that are equal to another rendered file, or to a source file. */
  readonly copies: ReadonlyMap<string, string>;
}

export function shownFiles({ files, ruleGroups }: Rendered): Shown {
  const texts = new Map<string, string>();
  const parts = new Map<string, readonly string[]>();
  const copies = new Map<string, string>();
  const textsOf = (path: string, text: string): ReadonlyMap<string, string> => {
    if (path.startsWith('kubernetes/manifests/')) return manifestTexts(path, text, sourceOf);
    if (/^grafana\/dashboards\/.*\.json$/.test(path))
      return new Map([[textPath(path), dashboardText(JSON.parse(text))]]);
    if (path === RULES_FILE)
      return new Map([[textPath(path), provisionedRulesText(text, ruleGroups, RULES)]]);
    if (path.startsWith('prometheus/rules/')) return new Map([[textPath(path), ruleFileText(text)]]);
    return new Map([[path, text]]);
  };
  for (const { path, text } of files) {
    const original = copyOf(path, text, files);
    if (original) {
      copies.set(path, original);
      continue;
    }
    const shown = textsOf(path, text);
    parts.set(path, [...shown.keys()]);
    for (const [part, content] of shown) texts.set(part, content);
  }
  const alerts = files.find(({ path }) => path === ALERTS)!.text;
  return { texts: texts.set(RULES, grafanaRulesText(ruleGroups, alerts)), parts, copies };
}

/** Where a rendered file is shown that has lines of its own for a person. */
const textPath = (path: string) => path.replace(/\.(json|ya?ml)$/, '.txt');

/** The original of a copied file: a rendered one, or a source file. */
function copyOf(path: string, text: string, files: Rendered['files']): string | undefined {
  const first = files.find((other) => other.text === text && other.path.length > path.length);
  return first?.path ?? sourceOf(basename(path), text);
}

const SOURCES = globSync('{configs,components}/**', { cwd: ROOT });

/** The source file with this name and content. */
const sourceOf = (name: string, content: string): string | undefined =>
  SOURCES.find((source) => basename(source) === name && readFileSync(join(ROOT, source), 'utf8') === content);
