import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { capacityRecordingGroups, signalSeries } from '../../../configs/capacity/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { recordingRules } from '../../../configs/recording/index.ts';
import { ruleFile } from '../../../configs/rules/index.ts';
import { sloRecordingGroups } from '../../../configs/slo/index.ts';
import { describeWith } from '../../helpers/tools.ts';
import { CASES, SETTINGS, type CapacityCase } from './cases.ts';
import { SIGNAL_CASES } from './signal-cases.ts';

const ALL = [...CASES, ...SIGNAL_CASES];

/** Three digits. */
const digits = (value: number) => (value === 0 ? 0 : Number(value.toPrecision(3)));

describeWith(['promtool'], 'capacity and cost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  const settings = parseSettings(SETTINGS);
  const groups = capacityRecordingGroups(settings);
  // What the signals read comes first; without it most cases are quicker.
  const read = [...recordingRules(settings), ...sloRecordingGroups(settings)];
  const order = [...read, ...groups].map(({ name }) => name);
  writeFileSync(join(folder, 'read.yml'), ruleFile('', read).content as string);
  writeFileSync(join(folder, 'capacity.yml'), ruleFile('', groups).content as string);
  const signals = Object.values(signalSeries);

  it.each(ALL)('$name', ({ name, series, figures }: CapacityCase) => {
    const test = {
      rule_files: [
        ...(figures.some(([expr]) => signals.some((name) => expr.includes(name))) ? ['read.yml'] : []),
        'capacity.yml',
      ],
      group_eval_order: order,
      evaluation_interval: '1m',
      tests: [
        {
          interval: '15s',
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
  });

  it('have a case for every recorded series', () => {
    const asked = JSON.stringify(ALL.map(({ figures }) => figures));
    const records = groups.flatMap(({ rules }) => rules.map(({ record }) => record));
    expect(records.filter((record) => !asked.includes(record))).toEqual([]);
  });
});
