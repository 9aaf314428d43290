import { expect } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import type { Settings } from '../../../configs/index.ts';
import type { GrafanaApi } from '../../../lab/common/grafana-api.ts';
import { eventually } from '../../../lab/common/waiting.ts';
import { ALL_CHOSEN, interpolate, panelQueries } from '../panel-queries.ts';

/**
 * Waits until every panel of metrics of a dashboard has data in Grafana.
 *
 * @param seconds longest wait for each panel.
 */
export async function panelsWithData(
  grafana: GrafanaApi,
  settings: Settings,
  dashboardUid: string,
  seconds: number,
): Promise<void> {
  const dashboard = dashboards(settings).find(({ uid }) => uid === dashboardUid)!;
  const queries = panelQueries(dashboard).filter(({ dataSource }) => dataSource === 'prometheus');
  const panels = Map.groupBy(queries, ({ panel }) => panel);
  expect(panels.size).toBeGreaterThan(15);
  const values = { ...ALL_CHOSEN, __rate_interval: '1m' };
  for (const [panel, of] of panels)
    await eventually(seconds, async () => {
      const counts = await Promise.all(
        of.map(({ expr }) => grafana.valuesOf('prometheus', interpolate(expr, values))),
      );
      expect(Math.max(...counts), panel).toBeGreaterThan(0);
    });
}
