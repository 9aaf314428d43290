import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../configs/kubernetes/index.ts';
import { plainText } from '../../configs/text/config-file.ts';

/** Values that are made only while the program runs, by name of the Secret and key. */
export type RuntimeSecrets = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

/** The resource of one Kubernetes object. Its name in Pulumi tells kinds apart that share a name in the cluster. */
export function manifestResource(
  name: string,
  manifest: Manifest,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const Kind = KINDS[manifest.kind];
  const resourceName = `${name}-${manifest.kind.toLowerCase()}-${manifest.metadata.name}`;
  // Not the argument types of the SDK: the manifests are data, checked against the API's schemas.
  if (Kind) return new Kind(resourceName, { ...manifest, spec: manifest.spec }, opts);
  return new k8s.apiextensions.CustomResource(resourceName, { ...manifest }, opts);
}

/** A Secret, with what was configured and what is made while the program runs. */
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

/** Arguments of any kind; a Deployment does not take one without `spec`. */
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
};
