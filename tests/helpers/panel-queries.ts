import { type Dashboard, dashboards } from '../../configs/dashboards/index.ts';
import type { Settings } from '../../configs/index.ts';

/** A query of a panel. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
  readonly dataSource: string;
}

interface Panel {
  readonly type: string;
  readonly title?: string;
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly datasource?: { readonly type?: string };
  readonly targets?: readonly { refId: string; expr?: string; datasource?: { type?: string } }[];
}

/** A query that a link hands over whole, as a variable. */
export const isHandedOver = (expr: string) => /^\$\{\w+:raw\}$/.test(expr);

/** Every query of a dashboard, also of rows that are folded up; none that a link hands over. */
export function panelQueries({ uid, json }: Dashboard): PanelQuery[] {
  const panels = (json['panels'] as readonly Panel[]).flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return panels.flatMap((panel) =>
    (panel.targets ?? []).flatMap(({ refId, expr, datasource }) =>
      expr === undefined || isHandedOver(expr)
        ? []
        : [
            {
              dashboard: uid,
              panel: panel.title ?? '',
              refId,
              expr,
              dataSource: datasource?.type ?? panel.datasource?.type ?? '',
            },
          ],
    ),
  );
}

/** What the drop-downs stand at, with everything chosen; the dashboards' own hidden ones follow from that. */
export const ALL_CHOSEN = {
  cluster: '.*',
  namespace: '.*',
  job: '.+',
  model_name: '.+',
  instance: '.+',
  engine: '.+',
  raw: 'none',
  window: '1m',
  __rate_interval: '20s',
  __range: '1h',
} as const;

/** Puts values in place of variables, as Grafana does before it sends a query. */
export function interpolate(expr: string, values: Readonly<Record<string, string>>): string {
  return expr.replaceAll(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g, (text, braced: string, bare: string) => {
    const value = values[braced ?? bare];
    if (value === undefined) throw new Error(`No value for ${text} in ${expr}`);
    return value;
  });
}

/** A query of the dashboard Capacity and cost over a range, with everything chosen. */
export function capacityQuery(settings: Settings, panel: string, range: string, refId = 'A'): string {
  const capacity = dashboards(settings).find(({ uid }) => uid === 'vllm-capacity')!;
  const { expr } = panelQueries(capacity).find((query) => query.panel === panel && query.refId === refId)!;
  return interpolate(expr, { ...ALL_CHOSEN, __range: range });
}
