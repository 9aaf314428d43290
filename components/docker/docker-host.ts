import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { STACK_LABEL } from '../../configs/stack/labels.ts';
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

export function dockerProvider(
  name: string,
  host: string | undefined,
  opts: pulumi.CustomResourceOptions,
): docker.Provider {
  return new docker.Provider(name, defined({ host }), opts);
}
