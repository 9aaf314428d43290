import * as pulumi from '@pulumi/pulumi';
import { settingsFor } from '../configs/load.ts';
import { adminPassword } from './admin-password.ts';
import { createBackend } from './create-backend.ts';
import { GrafanaContent } from './grafana/index.ts';

/** Arguments of {@link LlmMonitoring}. The shape is simple because SDKs of other languages are generated from it. */
export interface LlmMonitoringArgs {
  /**
   * The keys below `llm-monitoring:` in `Pulumi.<stack>.yaml`, described in docs/configuration.md. All values must be known
   * before deployment: outputs of other resources are rejected.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the only map that Pulumi's schema analyzer understands
  settings: { [section: string]: any };
  /** Password of Grafana's administrator, instead of `grafana.adminPassword`; may be an output. */
  adminPassword?: pulumi.Input<string>;
}

/** Prometheus, Loki, Grafana and a log collector for vLLM, with data sources, dashboards, alert rules and routing. */
export class LlmMonitoring extends pulumi.ComponentResource {
  /** URL of Grafana for users. */
  readonly grafanaUrl: pulumi.Output<string>;
  /** URL of Prometheus for users. */
  readonly prometheusUrl: pulumi.Output<string>;
  /** URL of Loki for users. */
  readonly lokiUrl: pulumi.Output<string>;
  /** Name of Grafana's administrator. */
  readonly grafanaUser: pulumi.Output<string>;
  /** Password of Grafana's administrator, a secret; empty for an external Grafana. */
  readonly grafanaPassword: pulumi.Output<string>;
  /** URL of each dashboard, by uid. */
  readonly dashboardUrls: pulumi.Output<{ [uid: string]: string }>;

  /** @throws pulumi.RunError with all validation errors of the settings, before any resource is created. */
  constructor(name: string, args: LlmMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = settingsFor(knownBeforehand(args.settings));
    super('llm-monitoring:index:LlmMonitoring', name, {}, opts);

    const password = args.adminPassword ?? adminPassword(`${name}-admin`, settings, { parent: this });
    const backend = createBackend(settings, password, { prefix: `${name}-`, parent: this });
    const content = new GrafanaContent(`${name}-content`, { settings, backend }, { parent: this });

    this.grafanaUrl = pulumi.output(backend.fromUser.grafana);
    this.prometheusUrl = pulumi.output(backend.fromUser.prometheus);
    this.lokiUrl = pulumi.output(backend.fromUser.loki);
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

/** @throws pulumi.RunError if a value is an output, because the set of resources depends on it. */
function knownBeforehand(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const path = outputIn(settings, '');
  if (path !== undefined) {
    throw new pulumi.RunError(
      `settings${path}: found an output, expected a value that is known before deployment. ` +
        'Example: a value read with config.get(); for the password of Grafana use adminPassword, which may be an output',
    );
  }
  return settings;
}

/** Path of the first output at any depth, or `undefined`. */
function outputIn(value: unknown, path: string): string | undefined {
  if (pulumi.Output.isInstance(value)) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = outputIn(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
