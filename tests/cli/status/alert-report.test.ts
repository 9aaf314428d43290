import { describe, expect, it } from 'vitest';
import type { ActiveAlert } from '../../../cli/status/active-alert.ts';
import { alertLines, duration } from '../../../cli/status/alert-report.ts';
import type { AlertSource, Answer } from '../../../cli/status/alert-sources.ts';
import { EXIT_CODES, exitCode } from '../../../cli/status/print-status.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const source = (name: AlertSource['name']): AlertSource => ({
  name,
  endpoint: { url: `http://${name.toLowerCase()}:1` },
  path: '/',
});
const answer = (alerts: readonly ActiveAlert[], problem?: string): Answer => ({
  source: source('Grafana'),
  alerts,
  failing: [],
  ...(problem === undefined ? {} : { problem }),
});
const alert = (name: string, more: Partial<ActiveAlert> = {}): ActiveAlert => ({
  name,
  state: 'firing',
  severity: 'warning',
  summary: `About ${name}.`,
  since: new Date('2026-11-25T11:48:00Z'),
  ...more,
});

describe('the lines about alerts', () => {
  it('list the most urgent first', () => {
    const alerts = [
      alert('Slow', { severity: 'info' }),
      alert('Soon', { state: 'pending', severity: 'critical', since: new Date('2026-11-25T11:59:30Z') }),
      alert('Full'),
      alert('TargetDown', { severity: 'critical' }),
    ];
    expect(alertLines([answer(alerts)], NOW)).toEqual([
      'Alerts      3 firing, 1 pending',
      '  firing  critical  TargetDown  for 12m      About TargetDown.',
      '  firing  warning   Full        for 12m      About Full.',
      '  firing  info      Slow        for 12m      About Slow.',
      '  pending critical  Soon        for 30s      About Soon.',
    ]);
  });

  it('say that nothing fires', () => {
    expect(alertLines([answer([])], NOW)).toEqual(['Alerts      0 firing, 0 pending']);
  });

  it('say what is unknown, and hide nothing that is known', () => {
    const unknown = 'Alerts      unknown: the request to Grafana at http://grafana:1 failed: HTTP 401';
    expect(alertLines([answer([], 'HTTP 401')], NOW)).toEqual([unknown]);
    const both = [
      answer([], 'HTTP 401'),
      { source: source('Prometheus'), alerts: [alert('Down')], failing: [] },
    ];
    expect(alertLines(both, NOW)).toEqual([
      'Alerts      1 firing, 0 pending',
      '  firing  warning   Down  for 12m      About Down.',
      unknown,
    ]);
  });

  it('name rules that cannot be evaluated', () => {
    expect(alertLines([{ ...answer([]), failing: ['Slow', 'Full'] }], NOW)).toEqual([
      'Alerts      0 firing, 0 pending',
      'Rules       2 failing: Slow,Full',
    ]);
  });

  it('count what is too much to list', () => {
    const lines = alertLines([answer(Array.from({ length: 25 }, (_, index) => alert(`A${index}`)))], NOW);
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('  and 5 more');
  });
});

it.each([
  [-5, '0s'],
  [59_000, '59s'],
  [60_000, '1m'],
  [3_599_000, '59m'],
  [12_000_000, '3h 20m'],
  [187_200_000, '2d 4h'],
])('%i ms is %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

it.each<[string, readonly Answer[], keyof typeof EXIT_CODES]>([
  ['nothing', [answer([])], 'quiet'],
  ['what is pending', [answer([alert('A', { state: 'pending' })])], 'quiet'],
  ['what fires', [answer([alert('A')])], 'firing'],
  ['what fires beside what is unknown', [answer([alert('A')]), answer([], 'refused')], 'firing'],
  ['what cannot be evaluated', [{ ...answer([]), failing: ['A'] }], 'unknown'],
  ['what is unknown', [answer([]), answer([], 'refused')], 'unknown'],
])('%s has its exit code', (_, answers, code) => {
  expect(exitCode(answers)).toBe(EXIT_CODES[code]);
});
