import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { DEPLOYED_FROM_LABEL, deployedFrom, STACK_LABEL } from '../../configs/stack/labels.ts';
import { defined } from '../../configs/text/defined.ts';

/** What every part of one Docker stack shares. */
export interface DockerHost {
  readonly provider: docker.Provider;
  /** Prefix of the names of containers, network and volumes. */
  readonly stackName: string;
}

export function stackLabel({ stackName }: DockerHost): { label: string; value: string } {
  return { label: STACK_LABEL, value: stackName };
}

/** Path of the value in {@link networkLabels} that differs between checkouts of one stack. */
export const DEPLOYED_FROM_VALUE = 'labels[1].value';

/** Labels of a network: the stack, and where it was deployed from first. */
export const networkLabels = (host: DockerHost) => [
  stackLabel(host),
  { label: DEPLOYED_FROM_LABEL, value: deployedFrom(pulumi.getRootDirectory(), pulumi.getStack()) },
];

export function dockerProvider(
  name: string,
  host: string | undefined,
  opts: pulumi.CustomResourceOptions,
): docker.Provider {
  return new docker.Provider(name, defined({ host }), opts);
}
