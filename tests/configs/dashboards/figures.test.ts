import { expect, it } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { panelQueries } from '../../helpers/panel-queries.ts';
import { FIGURES } from '../../truth/figures.ts';

it('belong to existing panels', () => {
  const panels = new Set(
    dashboards(parseSettings({ demo: true })).flatMap((dashboard) =>
      panelQueries(dashboard).map(({ panel, refId }) => `${dashboard.uid} ${panel} ${refId}`),
    ),
  );
  const asked = FIGURES.map(([dashboard, panel, query]) => `${dashboard} ${panel} ${query}`);
  expect(asked.filter((one) => !panels.has(one))).toEqual([]);
});
