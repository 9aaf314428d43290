import { isShared, namespaceOf, podLabelsOf } from '../../configs/inventory/kubernetes.ts';
import type { Settings } from '../../configs/index.ts';
import type { Server } from '../../configs/settings/kubernetes-sizes.ts';
import { partOf, type KubernetesPart } from '../../configs/stack/parts.ts';

/** The parts of whose objects the operator makes StatefulSets, with the kind of the object. */
export const OPERATED = {
  prometheus: 'prometheuses.monitoring.coreos.com',
  alertmanager: 'alertmanagers.monitoring.coreos.com',
} as const satisfies Partial<Record<KubernetesPart, string>>;

type Labels = Readonly<Record<string, string>>;

/** The part of the stack that pods with these labels belong to; none for the demo. */
export function partOfLabels(settings: Settings, labels: Labels = {}): KubernetesPart | undefined {
  const parts = Object.entries(podLabelsOf(settings)) as [KubernetesPart, Labels][];
  return parts.find(([, own]) => Object.entries(own).every(([key, value]) => labels[key] === value))?.[0];
}

/** The objects that belong to the stack: all of a namespace of its own, those with labels of a part in a shared one. */
export function ofStack<T>(
  settings: Settings,
  namespace: string,
  objects: readonly T[],
  labelsOf: (object: T) => Labels | undefined,
): readonly T[] {
  if (namespace !== namespaceOf(settings) || !isShared(settings)) return objects;
  return objects.filter((object) => partOfLabels(settings, labelsOf(object)) !== undefined);
}

/** Keys of the stack file that change a part. */
export interface PartKeys {
  /** Section with its CPU, disk and replicas; undefined if they are fixed. */
  readonly section?: Server;
  readonly memory?: string;
  readonly image?: string;
}

/** Keys of a part, without the namespace of the stack file; none for pods of the demo. */
export function keysOf(name: KubernetesPart | undefined): PartKeys {
  if (name === undefined) return {};
  const { memory, image, kubernetes } = partOf(name);
  return {
    ...(kubernetes?.size && { section: kubernetes.size as Server }),
    ...(memory && { memory }),
    ...(image && { image: `images.${image}` }),
  };
}
