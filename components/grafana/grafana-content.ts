import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { type Dashboard, dashboards } from '../../configs/dashboards/index.ts';
import { dataSourceAccess } from '../../configs/existing/index.ts';
import { type DataSource, dataSources } from '../../configs/grafana/data-sources.ts';
import { FOLDER_UID } from '../../configs/grafana/folder.ts';
import { defined } from '../../configs/text/defined.ts';
import { sortedJson } from '../../configs/text/sorted-json.ts';
import type { Settings } from '../../configs/index.ts';
import { plainText } from '../../configs/text/config-file.ts';
import type { Secret } from '../../configs/text/secret.ts';
import type { MonitoringBackend } from '../backend.ts';
import { Alerting } from '../alerting/index.ts';
import { grafanaProvider } from './grafana-provider.ts';
import { homeDashboard } from './home-dashboard.ts';

export interface GrafanaContentArgs {
  readonly settings: Settings;
  readonly backend: MonitoringBackend;
}

/** All content of Grafana: folder, data sources, dashboards, alert rules and notification routing. */
export class GrafanaContent extends pulumi.ComponentResource {
  /** URL of each dashboard, by uid. */
  readonly dashboardUrls: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: GrafanaContentArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:grafana:GrafanaContent', name, {}, opts);
    const { settings, backend } = args;

    const provider = grafanaProvider(`${name}-provider`, backend, settings.grafana.existing?.tls, {
      parent: this,
    });
    const content = {
      parent: this,
      provider,
      ...(backend.contentDiesWith ? { deletedWith: backend.contentDiesWith } : {}),
    };
    const folder = new grafana.oss.Folder(
      `${name}-folder`,
      {
        uid: FOLDER_UID,
        title: settings.grafana.folder,
        // Dashboards that users created in the stack's folder block its deletion instead of being deleted with it.
        preventDestroyIfNotEmpty: true,
      },
      content,
    );
    // Created sequentially: after parallel creation, Grafana can return the wrong default data source. After the folder,
    // because the first object of an account creates its role, and two Grafana replicas on one database would conflict.
    const sources: grafana.oss.DataSource[] = [];
    for (const source of dataSources(settings)) {
      sources.push(
        this.createDataSource(name, source, args, { ...content, dependsOn: [folder, ...sources] }),
      );
    }
    const created = dashboards(settings).map((dashboard) =>
      this.createDashboard(name, dashboard, folder, { ...content, dependsOn: sources }),
    );
    if (!settings.grafana.existing) {
      // Grafana rejects a home dashboard that does not exist.
      homeDashboard(`${name}-home`, { ...content, dependsOn: created });
    }
    new Alerting(
      `${name}-alerting`,
      { settings, folderUid: folder.uid },
      {
        parent: this,
        providers: { grafana: provider },
        dependsOn: [...sources, ...backend.servers],
        ...(backend.contentDiesWith ? { deletedWith: backend.contentDiesWith } : {}),
      },
    );

    this.dashboardUrls = pulumi
      .all(created.map((dashboard) => pulumi.all([dashboard.uid, dashboard.url])))
      .apply((pairs) => Object.fromEntries(pairs));
    this.registerOutputs({ dashboardUrls: this.dashboardUrls });
  }

  private createDataSource(
    name: string,
    { uid, name: title, type, isDefault, jsonData }: DataSource,
    { settings, backend }: GrafanaContentArgs,
    opts: pulumi.CustomResourceOptions,
  ): grafana.oss.DataSource {
    const access = dataSourceAccess(settings, uid);
    return new grafana.oss.DataSource(
      `${name}-${uid}`,
      {
        uid,
        name: title,
        type,
        isDefault,
        ...defined({ url: backend.fromGrafana[uid] }),
        ...(access.basicAuthUsername === undefined
          ? {}
          : { basicAuthEnabled: true, basicAuthUsername: access.basicAuthUsername }),
        jsonDataEncoded: sortedJson({ ...jsonData, ...access.jsonData }),
        ...(Object.keys(access.secureJsonData).length > 0
          ? { secureJsonDataEncoded: pulumi.secret(sortedJson(revealed(access.secureJsonData))) }
          : {}),
      },
      opts,
    );
  }

  private createDashboard(
    name: string,
    { uid, json }: Dashboard,
    folder: grafana.oss.Folder,
    opts: pulumi.CustomResourceOptions,
  ): grafana.oss.Dashboard {
    return new grafana.oss.Dashboard(
      `${name}-${uid}`,
      {
        folder: folder.uid,
        configJson: sortedJson(json),
        // Dashboards are code: manual changes to them are overwritten.
        overwrite: true,
      },
      // A dashboard keeps its UID, so the old one must be deleted before the new one is created; deleting it afterwards would
      // delete the new one.
      { ...opts, deleteBeforeReplace: true },
    );
  }
}

const revealed = (values: Readonly<Record<string, string | Secret>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainText(value)]));
