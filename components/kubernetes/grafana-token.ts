import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import { defined } from '../../configs/text/defined.ts';

export interface GrafanaTokenArgs {
  /** URL of Grafana as seen from this program, known before deployment. */
  readonly url: string;
  /** PEM-encoded certificate authority of its certificate. */
  readonly ca?: string;
  /** `user:password` of the administrator, used only to create the token. */
  readonly adminAuth: pulumi.Input<string>;
  /** Name of the service account in Grafana. */
  readonly account: string;
  /** The Helm release of Grafana, which must be running. */
  readonly grafana: pulumi.Resource;
  /** Resource whose deletion also deletes the service account, so that a Grafana that no longer exists is not called. */
  readonly diesWithGrafana: boolean;
}

const DAY = 86_400; // seconds
const LIFETIME = 90 * DAY;
const EARLY_ROTATION = 7 * DAY;

/**
 * A token for writing Grafana's content, replaced by the first `up` in the week before it expires.
 *
 * Open source Grafana has only organization roles, and the least privileged one that may create data sources and provision
 * alert rules is Admin (grafana `pkg/services/ngalert/accesscontrol.go`). It is not a server administrator: it can access
 * neither users of other organizations nor server settings.
 */
export class GrafanaToken extends pulumi.ComponentResource {
  readonly key: pulumi.Output<string>;

  constructor(name: string, args: GrafanaTokenArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:kubernetes:GrafanaToken', name, {}, opts);

    const provider = new grafana.Provider(
      `${name}-admin`,
      { url: args.url, ...defined({ caCert: args.ca }), auth: args.adminAuth, retries: 20, retryWait: 3 },
      // Resources created with the provider depend on it; the component's own `dependsOn` would not apply to them.
      { parent: this, dependsOn: args.grafana },
    );
    const options = {
      parent: this,
      provider,
      ...(args.diesWithGrafana ? { deletedWith: args.grafana } : {}),
    };
    const account = new grafana.oss.ServiceAccount(
      `${name}-account`,
      { name: args.account, role: 'Admin' },
      options,
    );
    const token = new grafana.oss.ServiceAccountRotatingToken(
      `${name}-key`,
      {
        serviceAccountId: account.id,
        namePrefix: args.account,
        secondsToLive: LIFETIME,
        earlyRotationWindowSeconds: EARLY_ROTATION,
        deleteOnDestroy: true,
      },
      options,
    );

    this.key = pulumi.secret(token.key);
    this.registerOutputs({});
  }
}
