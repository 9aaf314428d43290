import type * as pulumi from '@pulumi/pulumi';
import type { SourceUrls, UserUrls } from '../configs/inventory/addresses.ts';

/**
 * The backend that runs the servers, or stands for external servers. The code that creates Grafana's content depends only on
 * this interface.
 */
export interface MonitoringBackend {
  /** URLs as seen from Grafana, for the data sources. */
  readonly fromGrafana: SourceUrls;
  /**
   * URLs as seen by users, for the Grafana provider and the outputs of the stack. Known before deployment, because a provider
   * with an unknown URL shows nothing in a preview.
   */
  readonly fromUser: UserUrls;
  /** `user:password` or a token, for the Grafana provider. */
  readonly grafanaAuth: pulumi.Output<string>;
  /** PEM-encoded certificate authority of Grafana's certificate, if it is not a public one. */
  readonly grafanaCa?: string;
  /** A running Grafana: dependencies of its content. */
  readonly grafana: readonly pulumi.Resource[];
  /** All running servers: dependencies of alert rules, which report an error while a data source is unreachable. */
  readonly servers: readonly pulumi.Resource[];
  /**
   * Resource whose deletion also deletes Grafana's content, so that a Grafana that no longer exists is not called
   * (`deletedWith`).
   */
  readonly contentDiesWith?: pulumi.Resource;
}
