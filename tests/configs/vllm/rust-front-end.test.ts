import { describe, expect, it } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { catalogue, exportedByRust, type MetricName } from '../../../configs/vllm/index.ts';
import { panelsOf } from '../dashboards/dashboard.ts';

const names = Object.keys(catalogue) as MetricName[];

describe('the Rust front end', () => {
  it('exports 68 of the metrics of today', () => {
    expect(names.filter(exportedByRust)).toHaveLength(68);
    expect(names.filter((name) => name.startsWith('process_')).some(exportedByRust)).toBe(false);
  });

  const noValue = (title: string) =>
    dashboards(parseSettings({}))
      .flatMap(panelsOf)
      .flatMap((panel) => (panel.title === title ? [JSON.stringify(panel)] : []));

  it.each([
    'Sleep state',
    'Requests rejected at queue limits',
    'KV cache configuration',
    'Offload throughput',
  ])('leaves the panel "%s" empty, which says so', (title) => {
    const found = noValue(title);
    expect(found.length).toBeGreaterThan(0);
    for (const panel of found) expect(panel).toContain('or not exported by the Rust front end');
  });

  it.each(['Time to first token (TTFT)', 'KV cache usage', 'Responses by status'])(
    'fills the panel "%s"',
    (title) => {
      const found = noValue(title);
      expect(found.length).toBeGreaterThan(0);
      for (const panel of found) expect(panel).not.toContain('or not exported by the Rust front end');
    },
  );
});
