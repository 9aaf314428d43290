import type * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { HOME_DASHBOARD_UID } from '../../configs/dashboards/home-dashboard.ts';

/**
 * Sets the overview of all models as home dashboard for users who have not selected one. Only for a managed Grafana: the
 * preferences of an organization are a single object, and the provider writes all of them when it creates it
 * (terraform-provider-grafana `resource_organization_preferences.go`). Later changes by an administrator are kept, also on
 * destroy: the provider would reset the theme but not the home dashboard. Grafana shows its default page if the dashboard is
 * gone.
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
