import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import {
  ADMIN_PASSWORD_KEY,
  after,
  before,
  digest,
  isRestarted,
  type Manifest,
  namespaces,
  releases,
  type Restarted,
  SECRET_KEY_KEY,
  secrets,
  startSecrets,
  withSecretGeneration,
} from '../../configs/kubernetes/index.ts';
import type { Settings } from '../../configs/index.ts';
import type { MonitoringBackend } from '../backend.ts';
import { existingAuth } from '../existing/index.ts';
import { GrafanaToken } from './grafana-token.ts';
import { helmRelease } from './helm-release.ts';
import { manifestResource, type RuntimeSecrets, secretResource } from './manifest-resource.ts';
import { grafanaForward, openPortForward, type PortForward } from './port-forward.ts';
import {
  grafanaCa,
  grafanaUrl,
  serverUrls,
  type SourceUrls,
  type UserUrls,
} from '../../configs/inventory/addresses.ts';
import { isShared, namesOf, namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { defined } from '../../configs/text/defined.ts';

export interface KubernetesBackendArgs {
  readonly settings: Settings;
  /** Password of Grafana's administrator. */
  readonly adminPassword: pulumi.Input<string>;
  /** Access to Grafana if it has no URL of its own; by default a kubectl port-forward while the program runs. */
  readonly portForward?: (forward: PortForward) => void;
}

/** The stack as Helm releases in one namespace of a cluster. */
export class KubernetesBackend extends pulumi.ComponentResource implements MonitoringBackend {
  readonly fromGrafana: SourceUrls;
  readonly fromUser: UserUrls;
  readonly grafanaAuth: pulumi.Output<string>;
  readonly grafanaCa?: string;
  readonly grafana: readonly pulumi.Resource[];
  readonly servers: readonly pulumi.Resource[];
  readonly contentDiesWith?: pulumi.Resource;

  constructor(name: string, args: KubernetesBackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:kubernetes:KubernetesBackend', name, {}, opts);
    const { settings, adminPassword } = args;

    const cluster = this.createProvider(`${name}-cluster`, settings);
    const options = { parent: this, provider: cluster };
    const places = this.createManifests(name, namespaces(settings), {
      ...options,
      protect: isProtected(settings),
    });
    const made = this.createSecretValues(name, settings, adminPassword);
    const groundwork = [
      ...secrets(settings).map((secret) =>
        secretResource(name, secret, made, { ...options, dependsOn: places }),
      ),
      ...this.createManifests(name, before(settings), { ...options, dependsOn: places }),
    ];
    const running = this.createReleases(name, args, {
      ...options,
      dependsOn: [...places, ...groundwork],
    });
    const definitions = running.get('prometheus');
    this.createManifests(name, this.afterReleases(name, args), {
      ...options,
      dependsOn: [...places, ...(definitions ? [definitions] : [])],
    });
    const grafana = running.get('grafana');
    const token = grafana && this.createToken(name, args, grafana);

    this.fromGrafana = serverUrls(settings);
    this.fromUser = { ...this.fromGrafana, grafana: grafanaUrl(settings) };
    this.grafanaAuth = token ? token.key : existingAuth(settings.grafana.existing);
    const ca = grafanaCa(settings);
    if (ca !== undefined) this.grafanaCa = ca;
    this.servers = [...running.values()];
    this.grafana = [grafana ?? [], token ?? []].flat();
    if (grafana && losesContent(settings)) this.contentDiesWith = grafana;
    this.registerOutputs({ fromUser: this.fromUser });
  }

  private createProvider(name: string, { kubernetes }: Settings): k8s.Provider {
    return new k8s.Provider(
      name,
      {
        ...defined({ context: kubernetes.context }),
        // Names are fixed because charts refer to them; without these options, a changed value would replace the object.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this },
    );
  }

  private createManifests(
    name: string,
    manifests: readonly Manifest[],
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Resource[] {
    return manifests.map((manifest) => manifestResource(name, manifest, opts));
  }

  /** Generated values, created once and stored in the state. */
  private createSecretValues(
    name: string,
    settings: Settings,
    adminPassword: pulumi.Input<string>,
  ): RuntimeSecrets {
    if (settings.grafana.existing) return {};
    const secretKey = new random.RandomPassword(
      `${name}-grafana-secret-key`,
      { length: 32, special: false },
      // Without it, encrypted values in Grafana's database are lost.
      { parent: this, protect: isProtected(settings) },
    );
    return {
      [namesOf(settings).grafanaAdmin]: {
        [ADMIN_PASSWORD_KEY]: adminPassword,
        [SECRET_KEY_KEY]: secretKey.result,
      },
    };
  }

  /** All releases in parallel, except those that need the operator's CRDs. */
  private createReleases(
    name: string,
    args: KubernetesBackendArgs,
    opts: pulumi.CustomResourceOptions & { dependsOn: pulumi.Resource[] },
  ): Map<string, k8s.helm.v3.Release> {
    const { settings } = args;
    const running = new Map<string, k8s.helm.v3.Release>();
    for (const release of releases(settings)) {
      const definitions = release.part === 'prometheus' ? running.get('definitions') : undefined;
      const resource = helmRelease(
        `${name}-${release.part}`,
        {
          release,
          namespace: namespaceOf(settings),
          waitForReady: settings.kubernetes.waitForReady,
          values: isRestarted(release.part)
            ? this.withGeneration(name, args, release.part, release.values)
            : release.values,
        },
        {
          ...opts,
          protect: release.stateful && isProtected(settings),
          dependsOn: [...opts.dependsOn, ...(definitions ? [definitions] : [])],
        },
      );
      running.set(release.part, resource);
    }
    return running;
  }

  private afterReleases(name: string, args: KubernetesBackendArgs): readonly Manifest[] {
    const { tempo } = namesOf(args.settings);
    return after(args.settings).map((manifest) =>
      manifest.kind === 'StatefulSet' && manifest.metadata.name === tempo
        ? this.withGeneration(name, args, 'tempo', manifest)
        : manifest,
    );
  }

  /** New secrets replace the pods that read them only when they start; Grafana's write its password into its database. */
  private withGeneration<T extends object>(
    name: string,
    { settings, adminPassword }: KubernetesBackendArgs,
    part: Restarted,
    tree: T,
  ): T {
    const values = {
      ...startSecrets(settings, part),
      ...(part === 'grafana' ? { 'admin-password': adminPassword } : {}),
    };
    if (Object.keys(values).length === 0) return tree;
    const keepers = { password: pulumi.secret(pulumi.output(values).apply(digest)) };
    const generation = new random.RandomId(
      `${name}-${part}-password-generation`,
      { byteLength: 8, keepers },
      { parent: this },
    );
    return withSecretGeneration(tree, part, generation.hex);
  }

  private createToken(
    name: string,
    { settings, adminPassword, portForward = openPortForward }: KubernetesBackendArgs,
    grafana: pulumi.Resource,
  ): GrafanaToken {
    const forward = grafanaForward(settings);
    if (forward && !pulumi.runtime.isDryRun()) portForward(forward);
    return new GrafanaToken(
      `${name}-grafana-token`,
      {
        url: grafanaUrl(settings),
        ...defined({ ca: grafanaCa(settings) }),
        adminAuth: pulumi.secret(pulumi.interpolate`${settings.grafana.adminUser}:${adminPassword}`),
        account: settings.name,
        grafana,
        diesWithGrafana: losesContent(settings),
      },
      { parent: this },
    );
  }
}

const isProtected = ({ kubernetes }: Settings): boolean => kubernetes.protect ?? kubernetes.size === 'prod';

/**
 * True if the content is deleted with the release, so that deleting it piece by piece can be skipped. A database, and a volume in a namespace
 * that is not deleted, outlive it: content left there would be in the way of the next deployment.
 */
const losesContent = (settings: Settings): boolean =>
  settings.kubernetes.grafana.database === undefined && !isShared(settings);
