import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../configs/kubernetes/index.ts';
import { plainText } from '../../configs/text/config-file.ts';

/** Values known only at run time, by Secret name and key. */
export type RuntimeSecrets = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

/**
 * The resource of one Kubernetes object. Its Pulumi name includes the kind, because different kinds may share a name in the
 * cluster.
 */
export function manifestResource(
  name: string,
  manifest: Manifest,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const Kind = KINDS[manifest.kind];
  const resourceName = `${name}-${manifest.kind.toLowerCase()}-${manifest.metadata.name}`;
  // Not the argument types of the SDK: the manifests are data and validated against the API's schemas.
  if (Kind) return new Kind(resourceName, { ...manifest, spec: manifest.spec }, opts);
  return new k8s.apiextensions.CustomResource(resourceName, { ...manifest }, opts);
}

/** A Secret with configured and generated values. */
export function secretResource(
  name: string,
  manifest: Manifest,
  made: RuntimeSecrets,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret {
  const { apiVersion, kind, metadata, stringData = {} } = manifest;
  const own = made[metadata.name] ?? {};
  return new k8s.core.v1.Secret(
    `${name}-secret-${metadata.name}`,
    {
      apiVersion: apiVersion as 'v1',
      kind: kind as 'Secret',
      metadata,
      stringData: Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [
          key,
          pulumi.secret(value === undefined ? own[key]! : plainText(value)),
        ]),
      ),
    },
    opts,
  );
}

/** Arguments of any kind; those of a Deployment require `spec`. */
interface AnyArgs extends pulumi.Inputs {
  readonly metadata: pulumi.Inputs[string];
  readonly spec: pulumi.Inputs[string];
}

const KINDS: Readonly<
  Record<
    string,
    new (name: string, args: AnyArgs, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource
  >
> = {
  ConfigMap: k8s.core.v1.ConfigMap,
  Deployment: k8s.apps.v1.Deployment,
  Namespace: k8s.core.v1.Namespace,
  NetworkPolicy: k8s.networking.v1.NetworkPolicy,
  PodDisruptionBudget: k8s.policy.v1.PodDisruptionBudget,
  Service: k8s.core.v1.Service,
  ServiceAccount: k8s.core.v1.ServiceAccount,
  StatefulSet: k8s.apps.v1.StatefulSet,
};
