import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import type { Release } from '../../configs/kubernetes/index.ts';

export interface HelmReleaseArgs {
  readonly release: Release;
  readonly namespace: string;
  /** Whether to wait until everything of it runs. */
  readonly waitForReady: boolean;
  /** Values in place of the release's own, where some are known only while the program runs. */
  readonly values?: pulumi.Inputs;
}

/** Longest wait for one release, in seconds: new nodes may have to come first, and images to be pulled. */
const TIMEOUT = 900;

/** A Helm release as one resource. Nothing in it is secret: values name Secrets. */
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
      // What a failed upgrade added goes again; what ran before goes on running.
      cleanupOnFail: true,
      maxHistory: 5,
    },
    opts,
  );
}
