import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';

export interface GrafanaTokenArgs {
  /** URL of Grafana as this program reaches it, known before anything runs. */
  readonly url: string;
  /** `user:password` of the administrator, used for this alone. */
  readonly adminAuth: pulumi.Input<string>;
  /** Name of the account in Grafana. */
  readonly account: string;
  /** The release of Grafana, which has to run first. */
  readonly grafana: pulumi.Resource;
  /** Whether the account is gone with the release, so that nobody asks a Grafana that is gone to remove it. */
  readonly diesWithGrafana: boolean;
}

const DAY = 86_400; // seconds
const LIFETIME = 90 * DAY;
const EARLY_ROTATION = 7 * DAY;

/**
 * A token to write Grafana's content with, replaced by the first `up` in the week before it ends.
 *
 * Grafana without a licence has roles of the organisation only, and the least that may make data sources and provision
 * alert rules is its Admin (grafana `pkg/services/ngalert/accesscontrol.go`). That is no administrator of the server: it
 * sees neither users of other organisations nor the server's settings.
 */
export class GrafanaToken extends pulumi.ComponentResource {
  readonly key: pulumi.Output<string>;

  constructor(name: string, args: GrafanaTokenArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:kubernetes:GrafanaToken', name, {}, opts);

    const provider = new grafana.Provider(
      `${name}-admin`,
      { url: args.url, auth: args.adminAuth, retries: 20, retryWait: 3 },
      // What is made with the provider waits for it; the component's own `dependsOn` would not reach that.
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
