import * as pulumi from '@pulumi/pulumi';
import { settingsFor } from '../configs/load.ts';
import { adminPassword } from './admin-password.ts';
import { createBackend } from './create-backend.ts';
import { GrafanaContent } from './grafana/index.ts';

/** What {@link LlmMonitoring} is made from. The shape is simple, as SDKs of other languages are generated from it. */
export interface LlmMonitoringArgs {
  /**
   * The same keys as `Pulumi.<stack>.yaml` has below `llm-monitoring:`, described in docs/configuration.md. All values have
   * to be known before anything runs: outputs of other resources are refused.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only map that Pulumi's schema analyzer understands
  settings: { [section: string]: any };
  /** Password of Grafana's administrator, instead of `grafana.adminPassword`; may be an output. */
  adminPassword?: pulumi.Input<string>;
}

/** Prometheus, Loki, Grafana and a log collector for vLLM, with data sources, dashboards, alert rules and routing. */
export class LlmMonitoring extends pulumi.ComponentResource {
  /** Address of Grafana, as a person reaches it. */
  readonly grafanaUrl: pulumi.Output<string>;
  /** Address of Prometheus, as a person reaches it. */
  readonly prometheusUrl: pulumi.Output<string>;
  /** Address of Loki, as a person reaches it. */
  readonly lokiUrl: pulumi.Output<string>;
  /** Name of Grafana's administrator. */
  readonly grafanaUser: pulumi.Output<string>;
  /** Password of Grafana's administrator, a secret; empty for a Grafana that somebody else runs. */
  readonly grafanaPassword: pulumi.Output<string>;
  /** URL of each dashboard, by uid. */
  readonly dashboardUrls: pulumi.Output<{ [uid: string]: string }>;

  /** @throws pulumi.RunError naming every fault of the settings, before any resource is made. */
  constructor(name: string, args: LlmMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = settingsFor(knownBeforehand(args.settings));
    super('llm-monitoring:index:LlmMonitoring', name, {}, opts);

    const password = args.adminPassword ?? adminPassword(`${name}-admin`, settings, { parent: this });
    const backend = createBackend(settings, password, { prefix: `${name}-`, parent: this });
    const content = new GrafanaContent(`${name}-content`, { settings, backend }, { parent: this });

    this.grafanaUrl = pulumi.output(backend.fromPerson.grafana);
    this.prometheusUrl = pulumi.output(backend.fromPerson.prometheus);
    this.lokiUrl = pulumi.output(backend.fromPerson.loki);
    this.grafanaUser = pulumi.output(settings.grafana.adminUser);
    this.grafanaPassword = pulumi.secret(password);
    this.dashboardUrls = content.dashboardUrls.apply((urls) => ({ ...urls }));
    this.registerOutputs({
      grafanaUrl: this.grafanaUrl,
      prometheusUrl: this.prometheusUrl,
      lokiUrl: this.lokiUrl,
      grafanaUser: this.grafanaUser,
      grafanaPassword: this.grafanaPassword,
      dashboardUrls: this.dashboardUrls,
    });
  }
}

/** @throws pulumi.RunError where a value is an output, as what is made depends on it. */
function knownBeforehand(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const path = outputIn(settings, '');
  if (path !== undefined) {
    throw new pulumi.RunError(
      `settings${path}: found an output, expected a value that is known before anything runs. ` +
        'Example: a value read with config.get(); the password of Grafana goes into adminPassword, which may be an output',
    );
  }
  return settings;
}

/** Path of the first output at any depth, `undefined` where there is none. */
function outputIn(value: unknown, path: string): string | undefined {
  if (pulumi.Output.isInstance(value)) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = outputIn(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
