/** Dashboards and Prometheus rules as files, without Pulumi: `node examples/dashboards-as-json.ts DIRECTORY`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  capacityRecordingGroups,
  dashboards,
  parseSettings,
  prometheusAlertGroups,
  recordingRules,
  sloRecordingGroups,
} from 'llm-monitoring';

/** Writes one file per dashboard, and `rules.json`, which Prometheus reads as YAML; returns the file names. */
export function writeDashboards(directory: string): string[] {
  const settings = parseSettings({ prometheus: { scrapeInterval: '30s' } });
  const files = dashboards(settings).map(({ uid, json }) => ({
    name: `${uid}.json`,
    content: json as unknown,
  }));
  const groups = [
    ...recordingRules(settings),
    ...sloRecordingGroups(settings),
    ...capacityRecordingGroups(settings),
    ...prometheusAlertGroups(settings),
  ];
  files.push({ name: 'rules.json', content: { groups } });
  mkdirSync(directory, { recursive: true });
  for (const { name, content } of files) {
    writeFileSync(join(directory, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  return files.map(({ name }) => name);
}

const [directory] = process.argv.slice(2);
if (import.meta.main && directory !== undefined) console.log(writeDashboards(directory).join('\n'));
