/** The fields of a pod template that {@link Kubelet} supports. */
export interface PodTemplate {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
    readonly volumes: readonly Volume[];
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: { readonly resource: string };
  };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly emptyDir?: object;
}

/** The value of an environment variable in a pod with this address. */
export function valueOf({ name, value, valueFrom }: Variable, container: Container, address: string): string {
  if (!valueFrom) return value ?? '';
  if (valueFrom.fieldRef?.fieldPath === 'status.podIP') return address;
  if (valueFrom.resourceFieldRef?.resource === 'limits.memory') {
    return String(mebibytes(container.resources.limits.memory) * 1024 ** 2);
  }
  throw new Error(`the variable ${name} is made from what this kubelet does not know`);
}

/** A memory quantity as the API server prints it: in the largest unit that yields an integer. */
export function mebibytes(quantity: string): number {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (unit === undefined) throw new Error(`${quantity} is not in Mi or Gi`);
  return Number(amount) * (unit === 'Gi' ? 1024 : 1);
}
