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
  it('passes without advisories, or without high ones', () => {
    for (const printed of [report({}), report({ a: entry('moderate'), b: entry('low'), c: entry('info') })]) {
      expect(verdictOn(printed)).toMatchObject({
        passed: true,
        lines: [expect.stringContaining('no high')],
      });
    }
  });

  it.each(['high', 'critical'])('fails on an advisory of severity %s, and prints it', (severity) => {
    expect(verdictOn(report({ a: entry('low'), 'left-pad': entry(severity) }))).toEqual({
      passed: false,
      lines: [`left-pad <1.2.3: ${severity}: Pads too much https://example.com/1; through right-pad`],
    });
  });

  it.each([404, 405])('prints one line if a registry has no advisories (%i), and passes', (statusCode) => {
    const { passed, lines } = verdictOn(JSON.stringify({ message: 'x', statusCode, error: {} }));
    expect({ passed, lines }).toEqual({
      passed: true,
      lines: [`npm audit was not run: the registry has no advisories (HTTP status ${statusCode})`],
    });
  });

  it.each(['', 'npm error', '{}', '{"statusCode": 503}', '{"error": {"code": "ENOAUDIT"}}'])(
    'fails without a result: %s',
    (printed) => {
      expect(verdictOn(printed).passed).toBe(false);
    },
  );
});
