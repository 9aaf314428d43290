import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  capacityRecordingGroups,
  forecastEvaluations,
  forecastSeries,
  headroomSeries,
  signalSeries,
} from '../../../configs/capacity/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { recordingRules } from '../../../configs/recording/index.ts';
import { ruleFile } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { describeWith } from '../../helpers/tools.ts';
import { CASES, SETTINGS, type CapacityCase } from './cases.ts';
import { FORECAST_CASES, HEADROOM_CASES } from './headroom-cases.ts';
import { SIGNAL_CASES } from './signal-cases.ts';

const ALL = [...CASES, ...SIGNAL_CASES, ...HEADROOM_CASES, ...FORECAST_CASES];

/** Three digits. */
const digits = (value: number) => (value === 0 ? 0 : Number(value.toPrecision(3)));

describeWith(['promtool'], 'capacity and cost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  const settings = parseSettings(SETTINGS);
  const groups = capacityRecordingGroups(settings);
  // What the signals read comes first; without it most cases are quicker.
  const gauges = recordingRules(settings).filter(({ name: group }) => group === 'vllm-model-gauges');
  const read = [...gauges, ...sloRecordingGroups(settings)];
  const order = [...read, ...groups].map(({ name }) => name);
  writeFileSync(join(folder, 'read.yml'), ruleFile('', read).content as string);
  writeFileSync(join(folder, 'capacity.yml'), ruleFile('', groups).content as string);
  // Days take minutes with all of them.
  const forecasts = new Set<string>([
    headroomSeries.load,
    ...Object.values(forecastSeries),
    forecastEvaluations,
  ]);
  const forecast = groups.map(({ name: group, rules }) => ({
    name: group,
    rules: rules.filter(({ record }) => forecasts.has(record)),
  }));
  const days = forecast.filter(({ rules }) => rules.length > 0);
  writeFileSync(join(folder, 'forecast.yml'), ruleFile('', days).content as string);
  const signals = [...Object.values(signalSeries), ...Object.values(headroomSeries)];

  /** Windows of the objectives are sums over rates of every 30 seconds, costs sums over those of every 60. */
  const rulesFor = ({ figures, step }: CapacityCase) => {
    if (step !== undefined) return { rule_files: ['forecast.yml'], evaluation_interval: `${step}s` };
    const asked = figures.some(([expr]) => signals.some((name) => expr.includes(name)));
    return asked
      ? { rule_files: ['read.yml', 'capacity.yml'], evaluation_interval: '30s' }
      : { rule_files: ['capacity.yml'], evaluation_interval: '60s' };
  };

  it.each(ALL)(
    '$name',
    (capacityCase: CapacityCase) => {
      const { name, series, figures, step } = capacityCase;
      const test = {
        ...rulesFor(capacityCase),
        group_eval_order: order,
        tests: [
          {
            interval: `${step ?? 15}s`,
            input_series: series,
            promql_expr_test: figures.map(([expr, minute, value]) => ({
              // Rounded to three digits by Prometheus itself, as promtool compares all of them.
              expr: `round(scalar(${expr}) * vector(1), ${value === 0 ? 0.001 : 10 ** (Math.floor(Math.log10(value)) - 2)})`,
              eval_time: `${minute}m`,
              exp_samples: [{ labels: '{}', value: digits(value) }],
            })),
          },
        ],
        fuzzy_compare: true,
      };
      const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.yml`);
      writeFileSync(file, stringify(test, { lineWidth: 0 }));
      expect(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })).toContain('SUCCESS');
    },
    300_000,
  );

  it('have a case for every recorded series', () => {
    const asked = JSON.stringify(ALL.map(({ figures }) => figures));
    const records = groups.flatMap(({ rules }) => rules.map(({ record }) => record));
    expect(records.filter((record) => !asked.includes(record))).toEqual([]);
  });
});
