import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { alertRuleFile, ruleFile } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { parseSettings, type Settings } from '../../../configs/index.ts';
import { STACK } from './fleet.ts';

/** Writes the rule files of a stack into a new folder and returns its path; of capacity only what alerts about servers read. */
export function renderRules(settings: Settings = parseSettings(STACK)): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const { path, content } of [
    ruleFile('rules/slo.yml', sloRecordingGroups(settings)),
    ruleFile('rules/capacity.yml', capacityRecordingGroups(settings).slice(0, 1)),
    alertRuleFile(settings),
  ]) {
    writeFileSync(join(folder, basename(path)), content as string);
  }
  return folder;
}
