/** A pod template, as far as {@link Kubelet} carries it out. */
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

/** The value of a variable in a pod of this address. */
export function valueOf({ name, value, valueFrom }: Variable, container: Container, address: string): string {
  if (!valueFrom) return value ?? '';
  if (valueFrom.fieldRef?.fieldPath === 'status.podIP') return address;
  if (valueFrom.resourceFieldRef?.resource === 'limits.memory') {
    return String(mebibytes(container.resources.limits.memory) * 1024 ** 2);
  }
  throw new Error(`the variable ${name} is made from what this kubelet does not know`);
}

/** A quantity of memory as the API server writes it: in the largest unit that leaves a whole number. */
export function mebibytes(quantity: string): number {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (unit === undefined) throw new Error(`${quantity} is not in Mi or Gi`);
  return Number(amount) * (unit === 'Gi' ? 1024 : 1);
}
