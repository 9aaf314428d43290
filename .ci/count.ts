/** Runs the unit and the live tests, and ends with the one line that CI reads. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

const totals = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
for (const script of ['test', 'test:live']) {
  const report = join(tmpdir(), `llm-monitoring-${script.replace(':', '-')}-${process.pid}.json`);
  const run = spawnSync(
    'npm',
    ['run', script, '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      stdio: 'inherit',
    },
  );
  broken ||= run.status !== 0;
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as Report;
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  totals.skipped += numPendingTests;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = broken ? 1 : 0;
