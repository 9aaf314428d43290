import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleCases } from '../configs/rules/cases/index.ts';
import { dayTest } from '../configs/rules/day.ts';
import { promtoolFile, testsOf } from '../configs/rules/promtool.ts';
import { renderRules } from '../configs/rules/rendered.ts';
import { STEP } from '../configs/rules/timeline.ts';

const has = (tool: string) => spawnSync(tool, ['--version']).error === undefined;

/** Output of a tool that failed, which says why; nothing if it passed. */
function complaints(tool: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', cwd });
  return status === 0 ? '' : `${stdout}\n${stderr}`;
}

const noPromtool = has('promtool') ? false : 'promtool is not on the PATH';
if (noPromtool) console.log(`skipped: ${noPromtool}`);

describe.skipIf(noPromtool)('promtool', () => {
  it('finds nothing to complain about', () => {
    const folder = renderRules();
    expect(
      complaints(
        'promtool',
        ['check', 'rules', '--lint=all', '--lint-fatal', 'slo.yml', 'alerts.yml'],
        folder,
      ),
    ).toBe('');
  });

  const steps = [...new Set(ruleCases.map(({ step = STEP }) => step))];
  it.each(steps)('sees every rule fire, stay quiet beside it and resolve (evaluated every %i s)', (step) => {
    const folder = renderRules();
    const tests = ruleCases.flatMap((ruleCase, index) =>
      (ruleCase.step ?? STEP) === step ? testsOf(ruleCase, index) : [],
    );
    writeFileSync(join(folder, 'test.yml'), promtoolFile(tests, step));
    expect(complaints('promtool', ['test', 'rules', 'test.yml'], folder)).toBe('');
  });

  it('sees no page on a healthy day', () => {
    const folder = renderRules();
    writeFileSync(join(folder, 'day.yml'), promtoolFile([dayTest()]));
    expect(complaints('promtool', ['test', 'rules', 'day.yml'], folder)).toBe('');
  });
});

const noPint = spawnSync('pint', ['version']).error === undefined ? false : 'pint is not on the PATH';
if (noPint) console.log(`skipped: ${noPint}`);

it.skipIf(noPint)('pint finds nothing to complain about offline', () => {
  const folder = renderRules();
  const config = join(import.meta.dirname, '../../.pint.hcl');
  const output = execFileSync(
    'pint',
    ['--offline', '--config', config, '--no-color', 'lint', '--min-severity=info', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  expect(output).toBe('');
});
