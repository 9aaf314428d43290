import type * as pulumi from '@pulumi/pulumi';

/** Addresses of the three servers as one party reaches them. */
export interface ServerUrls {
  readonly prometheus: string;
  readonly loki: string;
  readonly grafana: string;
}

/**
 * What runs the servers, or stands for servers that somebody else runs. Whatever fills Grafana works from this alone and
 * does not know where Grafana runs.
 */
export interface MonitoringBackend {
  /** As Grafana reaches them: the addresses of the data sources. */
  readonly fromGrafana: Omit<ServerUrls, 'grafana'>;
  /**
   * As the person reaches them: the address of the Grafana provider and the outputs of the stack. They are known before
   * anything runs, as a provider with an unknown address shows nothing in a preview.
   */
  readonly fromPerson: ServerUrls;
  /** `user:password` or a token, for the Grafana provider. */
  readonly grafanaAuth: pulumi.Output<string>;
  /** What the content of Grafana waits for. */
  readonly ready: readonly pulumi.Resource[];
  /** What takes the content of Grafana with it when it goes, so that nobody asks a Grafana that is gone to remove it. */
  readonly contentDiesWith?: pulumi.Resource;
}
