import { dashboards as dashboardsOf, type Dashboard } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { isHandedOver } from '../../helpers/panel-queries.ts';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  /** TraceQL, in place of `expr`. */
  readonly query?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly datasource?: { readonly type: string; readonly uid: string };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  readonly options?: { readonly content?: string };
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly noValue?: string; readonly mappings?: unknown };
    readonly overrides?: readonly {
      readonly matcher: { readonly id: string; readonly options: unknown };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

export interface Variable {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
  readonly datasource?: { readonly uid: string };
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly hide?: number;
  readonly regex?: string;
}

/** Settings with everything enabled, and models that differ in every objective a dashboard shows. */
export const settings = parseSettings({
  targets: [
    { name: 'gpus', kind: 'prometheus', endpoints: ['dcgm-exporter:9400'] },
    { name: 'router', kind: 'production-stack-router', endpoints: ['router'] },
    { name: 'endpoint-picker', kind: 'llm-d-epp', endpoints: ['endpoint-picker'] },
    { name: 'litellm', kind: 'litellm', endpoints: ['litellm'] },
  ],
  traces: { enabled: true },
  cost: { gpuHour: { h100: 2.5 } },
  gpus: { h100: { peakTflops: 989 } },
  models: [
    { name: 'priced', engine: { gpus: 4, gpu: 'h100', maxNumSeqs: 256 } },
    { name: 'small', slo: { ttft: { threshold: 0.5 }, tpot: { threshold: 0.05, objective: 0.95 } } },
    { name: 'org/large.v2', slo: { ttft: { threshold: 5 }, e2e: { threshold: 60 } } },
  ],
});

export const dashboards: readonly Dashboard[] = dashboardsOf(settings);

/** Panels of a dashboard without the rows, including those of collapsed rows. */
export function panelsOf({ json }: Dashboard): readonly Panel[] {
  return rowsAndPanelsOf(json).filter(({ type }) => type !== 'row');
}

export function rowsAndPanelsOf(json: Record<string, unknown>): readonly Panel[] {
  return topOf(json).flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

/** Panels and rows of a dashboard, without those of collapsed rows. */
export const topOf = (json: Record<string, unknown>) => json['panels'] as readonly Panel[];

export const exprsOf = (panels: readonly Panel[]): ReadonlySet<string> =>
  new Set(panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)));

/** Queries of the panels that are visible when a dashboard is opened. */
export const unfolded = (json: Record<string, unknown>) => exprsOf(topOf(json));

export function variablesOf({ json }: Dashboard): readonly Variable[] {
  return (json['templating'] as { list: readonly Variable[] }).list;
}

export function textOf({ query }: Variable): string {
  return typeof query === 'string' ? query : query.query;
}

/** Every query in PromQL, by dashboard and panel. */
export const promqlQueries = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? [])
      .filter(({ datasource, expr }) => datasource?.type === 'prometheus' && !isHandedOver(expr))
      .map((target) => ({ dashboard: dashboard.title, panel, title: panel.title, ...target })),
  ),
);
