import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { capacityRecordingGroups } from '../../../configs/capacity/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { ruleFile } from '../../../configs/rules/index.ts';
import { describeWith } from '../../helpers/tools.ts';
import { CASES, SETTINGS, type CapacityCase } from './cases.ts';

/** Three digits. */
const digits = (value: number) => (value === 0 ? 0 : Number(value.toPrecision(3)));

describeWith(['promtool'], 'capacity and cost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  const groups = capacityRecordingGroups(parseSettings(SETTINGS));
  writeFileSync(join(folder, 'rules.yml'), ruleFile('', groups).content as string);

  it.each(CASES)('$name', ({ name, series, figures }: CapacityCase) => {
    const test = {
      rule_files: ['rules.yml'],
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
    const asked = JSON.stringify(CASES.map(({ figures }) => figures));
    const records = groups.flatMap(({ rules }) => rules.map(({ record }) => record));
    expect(records.filter((record) => !asked.includes(record))).toEqual([]);
  });
});
