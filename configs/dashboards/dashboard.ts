import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { place, type Row } from './layout.ts';

/** A dashboard in classic JSON (schema v1), accepted by the Grafana provider and the import dialog. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: Record<string, unknown>;
}

export interface DashboardArgs {
  /** Must never change: links, alerts and bookmarks contain it. */
  readonly uid: string;
  readonly title: string;
  /** The question that the dashboard answers. */
  readonly description: string;
  readonly variables: readonly { build(): sdk.VariableModel }[];
  readonly rows: readonly Row[];
  /** Initial time range; the last hour by default. */
  readonly from?: string;
}

/** Tag of every dashboard of this program; the links between dashboards select by it. */
export const DASHBOARD_TAG = 'llm-monitoring';

/** Builds a dashboard from rows and variables. The output is deterministic. */
export function dashboard(args: DashboardArgs): Dashboard {
  const builder = new sdk.DashboardBuilder(args.title)
    .uid(args.uid)
    .description(args.description)
    .tags([DASHBOARD_TAG, 'vllm'])
    .readonly()
    .timezone('browser')
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .time({ from: args.from ?? 'now-1h', to: 'now' })
    .refresh('30s')
    .variables([...args.variables]);
  const built = { ...builder.build(), links: [dashboardLinks()], panels: place(args.rows) };
  return { uid: args.uid, title: args.title, json: plain(built) };
}

/**
 * One drop-down that keeps the time range and the variables. Its short title keeps the header on one line when Grafana's menu is
 * open. The builder would place it in the controls menu, which does not show links of this type (grafana
 * `DashboardControlsMenu.tsx`); without a placement, it is in the header.
 */
function dashboardLinks(): sdk.DashboardLink {
  const link = new sdk.DashboardLinkBuilder('Go to')
    .type(sdk.DashboardLinkType.Dashboards)
    .tags([DASHBOARD_TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true)
    .build();
  delete link.placement;
  return link;
}

/** Plain JSON data without `id` and `version`, which Grafana assigns. */
function plain(value: object): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  delete copy['id'];
  delete copy['version'];
  return copy;
}
