import { metricOf, print, samplesRead, targetLabels } from '../../../configs/promql/index.ts';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { recordingRules } from '../../../configs/recording/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { settings } from './dashboard.ts';
import { resultLabels } from './promql-tree.ts';

const rules = [
  ...recordingRules(settings),
  ...sloRecordingGroups(settings),
  ...capacityRecordingGroups(settings),
].flatMap(({ rules }) => rules);

/** Recorded series and their labels: those that the rule keeps and those that it adds. */
export const recordedLabels: ReadonlyMap<string, readonly string[]> = new Map(
  rules.map(({ record }) => [record, labelsOf(record)]),
);

function labelsOf(record: string): readonly string[] {
  const { expr, labels = {} } = rules.find((rule) => rule.record === record)!;
  const kept = resultLabels(print(expr));
  if (kept !== undefined) return [...kept, ...Object.keys(labels)];
  // A rule that only reads other recorded series has the labels of the first of them.
  const [first] = samplesRead(expr);
  if (first === undefined) return [];
  const source = rules.find((rule) => rule.record === first && rule.record !== record);
  if (source === undefined) throw new Error(`No labels known of ${record}: ${print(expr)}`);
  return [...labelsOf(source.record), ...Object.keys(labels)];
}

/** Labels that a series can have; undefined for unknown series. */
export function labelsOfSeries(name: string): readonly string[] | undefined {
  const recorded = recordedLabels.get(name);
  if (recorded !== undefined) return recorded;
  const metric = metricOf(name);
  if (metric === undefined) return undefined;
  return [...metric.labels, ...targetLabels, ...(name.endsWith('_bucket') ? ['le'] : [])];
}

export const hasOpenLabels = (name: string) => metricOf(name)?.openLabels === true;
