import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { place, type Row } from './layout.ts';

/** A finished dashboard: classic JSON (schema v1), as the Grafana provider and the import dialogue take it. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: Record<string, unknown>;
}

export interface DashboardArgs {
  /** Stays the same for ever: links, alerts and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  /** What question the dashboard answers. */
  readonly description: string;
  readonly variables: readonly { build(): sdk.VariableModel }[];
  readonly rows: readonly Row[];
  /** Shown range before anybody picks another; the last hour by default. */
  readonly from?: string;
}

/** Tag that every dashboard of this program has; the links between dashboards find them by it. */
export const DASHBOARD_TAG = 'llm-monitoring';

/** Puts rows and variables together. Nothing in the result depends on time or chance. */
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
  const built = { ...builder.build(), links: [linkToOthers()], panels: place(args.rows) };
  return { uid: args.uid, title: args.title, json: plain(built) };
}

/**
 * One drop-down that keeps the time range and the variables, with a title that leaves the header on one line beside Grafana's open
 * menu. The builder would place it in the controls menu, which does not show links of this type (grafana
 * `DashboardControlsMenu.tsx`); without a placement it is in the header.
 */
function linkToOthers(): sdk.DashboardLink {
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

/** Plain data without undefined fields, and without `id` and `version`, which Grafana assigns. */
function plain(value: object): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  delete copy['id'];
  delete copy['version'];
  return copy;
}
