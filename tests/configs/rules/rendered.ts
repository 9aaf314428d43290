import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { alertRuleFile, ruleFile, sloRecordingGroups } from '../../../configs/rules/index.ts';
import { parseSettings, type Settings } from '../../../configs/settings/index.ts';
import { STACK } from './fleet.ts';

/** Writes the rule files of a stack into a new folder and returns its path. */
export function renderRules(settings: Settings = parseSettings(STACK)): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const { path, content } of [
    ruleFile('rules/slo.yml', sloRecordingGroups(settings)),
    alertRuleFile(settings),
  ]) {
    writeFileSync(join(folder, basename(path)), content as string);
  }
  return folder;
}
