import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rendered } from '../stacks.ts';
import { dashboardText } from './dashboard.ts';
import { provisionedRulesText } from './provisioned-rules.ts';
import { grafanaRulesText } from './rules.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const RULES = 'grafana/rules.txt';
const RULES_FILE = 'grafana/provisioning/alerting/llm-monitoring.yaml';
const ALERTS = 'prometheus/rules/alerts.yml';

/** Rendered files of a stack in golden form: the text, or a sentence if the text is that of another file. */
export interface Shown {
  readonly texts: ReadonlyMap<string, string>;
  readonly copies: ReadonlyMap<string, string>;
}

export function shownFiles({ files, ruleGroups }: Rendered): Shown {
  const texts = new Map<string, string>();
  const copies = new Map<string, string>();
  for (const { path, text } of files) {
    const original = copyOf(path, text, files);
    if (original) copies.set(path, original);
    else if (/^grafana\/dashboards\/.*\.json$/.test(path))
      texts.set(textPath(path), dashboardText(JSON.parse(text)));
    else if (path === RULES_FILE) texts.set(textPath(path), provisionedRulesText(text, ruleGroups, RULES));
    else texts.set(path, text);
  }
  const alerts = files.find(({ path }) => path === ALERTS)!.text;
  return { texts: texts.set(RULES, grafanaRulesText(ruleGroups, alerts)), copies };
}

/** Where a rendered file that is not shown verbatim can be read. */
export const textPath = (path: string) => path.replace(/\.(json|yaml)$/, '.txt');

/** The original of a copied file: a rendered one, or a source file. */
function copyOf(path: string, text: string, files: Rendered['files']): string | undefined {
  const first = files.find((other) => other.text === text && other.path.length > path.length);
  if (first) return first.path;
  const sources = globSync(`{configs,components}/**/${basename(path)}`, { cwd: ROOT });
  return sources.find((source) => readFileSync(join(ROOT, source), 'utf8') === text);
}
