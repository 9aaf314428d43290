import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { samplesRead } from '../../../configs/promql/index.ts';
import { recordedWindows, recordingRules } from '../../../configs/recording/index.ts';
import { alertRules, textOf } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { everyRule } from '../../../docs/generate/every-rule.ts';

const settings = everyRule();
const rules = [recordingRules, sloRecordingGroups, capacityRecordingGroups]
  .flatMap((groups) => groups(settings))
  .flatMap((group) => group.rules);

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');
const GENERATED = ['runbook.md', 'alerts.md', 'configuration.md'];

/** Queries that users run or documents promise. */
function texts(): string {
  const panels = JSON.stringify(dashboards(settings).map(({ json }) => json));
  return [
    ...recordedWindows(settings).map(({ window }) => panels.replaceAll('${window}', window)),
    ...alertRules(settings).flatMap(({ rules: alerts }) => alerts.map(({ query }) => textOf(query))),
    ...readdirSync(DOCS)
      .filter((file) => file.endsWith('.md') && !GENERATED.includes(file))
      .map((file) => readFileSync(join(DOCS, file), 'utf8')),
  ].join('\n');
}

it('records no series that nothing reads: no dashboard, alert or page of the docs, and no rule whose series they read', () => {
  const named = new Set(texts().match(/job(?:_model|_instance)?:\w+:\w+/g));
  const read = new Set<string>();
  const add = (name: string): void => {
    if (read.has(name)) return;
    read.add(name);
    for (const rule of rules.filter(({ record }) => record === name)) samplesRead(rule.expr).forEach(add);
  };
  named.forEach(add);
  expect([...new Set(rules.map(({ record }) => record))].filter((name) => !read.has(name))).toEqual([]);
});
