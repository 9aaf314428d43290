import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { Release } from '../../configs/kubernetes/index.ts';

export interface HelmReleaseArgs {
  readonly release: Release;
  readonly namespace: string;
  /** Wait until all of its resources are ready. */
  readonly waitForReady: boolean;
  /** Replacement for the release's values, if some are known only at run time. */
  readonly values?: pulumi.Inputs;
}

/** Timeout for one release, in seconds: nodes may have to be provisioned first, and images pulled. */
const TIMEOUT = 900;

/** A Helm release as one resource. It contains no secrets: values refer to Secrets. */
export function helmRelease(
  name: string,
  { release, namespace, waitForReady, values = release.values }: HelmReleaseArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
  const { chart, version, repository } = release.chart;
  return new k8s.helm.v3.Release(
    name,
    {
      name: release.name,
      namespace,
      chart,
      version,
      ...(repository === undefined ? {} : { repositoryOpts: { repo: repository } }),
      values,
      createNamespace: false,
      skipAwait: !waitForReady,
      timeout: TIMEOUT,
      // A failed upgrade is rolled back: new resources are deleted, existing ones keep running.
      cleanupOnFail: true,
      maxHistory: 5,
    },
    opts,
  );
}
