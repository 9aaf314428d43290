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
  /** Content of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
  /** Content of a Secret; `undefined` for what is made only while the program runs. */
  readonly stringData?: Readonly<Record<string, string | Secret | undefined>>;
  readonly automountServiceAccountToken?: boolean;
}

/** A label selector of Kubernetes. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'Exists';
    readonly values?: readonly string[];
  }[];
}

/** Marks everything that is ours, beside the labels of the charts. */
export const PART_OF = 'app.kubernetes.io/part-of';
