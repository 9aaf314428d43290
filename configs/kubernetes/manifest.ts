import type { Secret } from '../settings/index.ts';

/** A Kubernetes object as data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Data of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
  /** Data of a Secret; `undefined` for values that are known only at run time. */
  readonly stringData?: Readonly<Record<string, string | Secret | undefined>>;
  readonly automountServiceAccountToken?: boolean;
}

/** A Kubernetes label selector. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'Exists';
    readonly values?: readonly string[];
  }[];
}

/** Labels of every object of the stack, besides those of the charts. */
export const PART_OF = 'app.kubernetes.io/part-of';
