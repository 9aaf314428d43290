import { describe, expect, it } from 'vitest';
import { verdictOn } from '../../scripts/audit/verdict.ts';

const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });
const entry = (severity: string) => ({
  name: 'left-pad',
  severity,
  range: '<1.2.3',
  via: [{ title: 'Pads too much', url: 'https://example.com/1' }, 'right-pad'],
});

describe('the audit of packages', () => {
  it('passes where nothing is known, or nothing high', () => {
    for (const printed of [report({}), report({ a: entry('moderate'), b: entry('low'), c: entry('info') })]) {
      expect(verdictOn(printed)).toMatchObject({
        passed: true,
        lines: [expect.stringContaining('no high or critical')],
      });
    }
  });

  it.each(['high', 'critical'])('fails where something %s is known, and says what', (severity) => {
    expect(verdictOn(report({ a: entry('low'), 'left-pad': entry(severity) }))).toEqual({
      passed: false,
      lines: [`left-pad <1.2.3: ${severity}: Pads too much https://example.com/1; via right-pad`],
    });
  });

  it.each([404, 405])(
    'says in one line that a registry has no advisories (%i), and goes on',
    (statusCode) => {
      const { passed, lines } = verdictOn(JSON.stringify({ message: 'x', statusCode, error: {} }));
      expect({ passed, lines }).toEqual({
        passed: true,
        lines: [`npm audit was not run: the registry has no advisories (HTTP ${statusCode})`],
      });
    },
  );

  it.each(['', 'npm error', '{}', '{"statusCode": 503}', '{"error": {"code": "ENOAUDIT"}}'])(
    'fails where it was not told: %s',
    (printed) => {
      expect(verdictOn(printed).passed).toBe(false);
    },
  );
});
