import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { DEPLOYED_FROM_LABEL, deployedFrom, STACK_LABEL } from '../../configs/stack/labels.ts';
import { defined } from '../../configs/text/defined.ts';

/** Properties shared by all parts of a Docker stack. */
export interface DockerHost {
  readonly provider: docker.Provider;
  /** Name prefix of containers, networks and volumes. */
  readonly stackName: string;
}

export function stackLabel({ stackName }: DockerHost): { label: string; value: string } {
  return { label: STACK_LABEL, value: stackName };
}

/** Path of the value in {@link networkLabels} that differs between checkouts of one stack. */
export const DEPLOYED_FROM_VALUE = 'labels[1].value';

/** Labels of a network: the stack, and the checkout that deployed it first. */
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
