import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { HOME_DASHBOARD_UID } from '../../configs/dashboards/home-dashboard.ts';

/**
 * Opens Grafana on the overview of all models, for everyone who has not chosen a home dashboard. Only for a managed Grafana: the
 * preferences of an organization are one object, and the provider writes all of them when it creates it
 * (terraform-provider-grafana `resource_organization_preferences.go`). What an administrator sets later stays, also after a destroy:
 * the provider would reset the theme and leave the home dashboard. Grafana shows its own page if the dashboard is gone.
 */
export function homeDashboard(
  name: string,
  opts: pulumi.CustomResourceOptions,
): grafana.oss.OrganizationPreferences {
  return new grafana.oss.OrganizationPreferences(
    name,
    { homeDashboardUid: HOME_DASHBOARD_UID },
    { ...opts, ignoreChanges: ['theme', 'timezone', 'weekStart'], retainOnDelete: true },
  );
}
