import { afterEach, expect, it, vi } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { printSummary } from '../../../cli/stack/report.ts';

afterEach(() => vi.restoreAllMocks());

function summary(alerts: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  printSummary({ same: 1 }, {}, parseSettings({ ...more, alerts }));
  return log.mock.calls.map(([line]) => String(line)).join('\n');
}

const POINT = { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' };
const KEY = 'llm-monitoring:alerts.contactPoints';

it('says that alerts notify nobody, and which key changes that', () => {
  expect(summary({})).toMatch(/^Alerts +notify nobody: .*alerts\.contactPoints/m);
});

it('says of which alerts that holds where an Alertmanager has the others', () => {
  const engine = { engine: 'prometheus', alertmanagers: ['alertmanager:9093'] };
  expect(summary(engine)).toMatch(/^Alerts +those on logs notify nobody: /m);
});

it.each([
  ['there is a contact point', { contactPoints: [POINT] }, {}],
  ['the policies of Grafana are made by hand', { managePolicy: false }, {}],
  ["the policies are somebody else's", {}, { grafana: { existing: { url: 'https://grafana.example.com' } } }],
])('says nothing of it where %s', (_, alerts, more) => {
  expect(summary(alerts, more)).not.toContain(KEY);
});
