import { describe, expect, it } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { tableHeight } from '../../../configs/dashboards/table-height.ts';
import { parseSettings } from '../../../configs/index.ts';
import { panelsOf } from './dashboard.ts';

const heightOf = (raw: Record<string, unknown>, uid: string, title: string) => {
  const dashboard = dashboards(parseSettings(raw)).find((each) => each.uid === uid)!;
  return panelsOf(dashboard).find((panel) => panel.title === title)!.gridPos.h;
};

/** Pixels of a panel with this many grid units, without title, padding and a two-line heading. */
const roomForRows = (height: number) => height * 38 - 8 - 50 - 56;

describe('the height of a table', () => {
  it.each([1, 2, 5, 10])('fits %i rows with less than a grid unit and a row to spare', (rows) => {
    const room = roomForRows(tableHeight(rows));
    expect(room).toBeGreaterThanOrEqual(rows * 36);
    expect(room).toBeLessThan((rows + 1) * 36 + 2);
  });

  it('is limited to ten rows; the table scrolls', () => expect(tableHeight(500)).toBe(tableHeight(10)));

  it.each([
    ['vllm-fleet', 'Models', 2],
    ['vllm-fleet', 'Error budget remaining, 30 days', 2],
    ['vllm-instances', 'Instances', 2],
    ['vllm-instances', 'KV cache configuration', 2],
    // Prometheus, Loki, Grafana, Alloy, two simulators, and the load driver twice.
    ['services', 'Targets', 8],
  ])('of %s, %s is that of the rows of the demo', (uid, title, rows) => {
    expect(heightOf({ demo: true }, uid, title)).toBe(tableHeight(rows));
  });

  it('follows the configured models and servers', () => {
    const endpoints = ['a:8000', 'b:8000', 'c:8000'];
    const raw = { targets: [{ name: 'chat', endpoints }], models: [{ name: 'one' }] };
    expect(heightOf(raw, 'vllm-fleet', 'Models')).toBe(tableHeight(1));
    expect(heightOf(raw, 'vllm-instances', 'Instances')).toBe(tableHeight(3));
    expect(heightOf(raw, 'services', 'Targets')).toBe(tableHeight(4 + 3));
  });

  it('leaves room if service discovery may find unconfigured servers', () => {
    const raw = { prometheus: { existing: { url: 'https://prometheus.example.com' } } };
    expect(heightOf(raw, 'vllm-fleet', 'Models')).toBe(tableHeight(4));
    expect(heightOf(raw, 'services', 'Targets')).toBe(tableHeight(10));
  });
});
