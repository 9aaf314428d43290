import { podLabelsOf } from '../../configs/inventory/kubernetes.ts';
import type { Settings } from '../../configs/index.ts';
import { type KubernetesPart, partOf } from '../../configs/stack/parts.ts';

type Labels = Readonly<Record<string, string>>;

/** The part of the stack that pods with these labels belong to; none for the demo. */
export function partOfLabels(settings: Settings, labels: Labels = {}): KubernetesPart | undefined {
  const parts = Object.entries(podLabelsOf(settings)) as [KubernetesPart, Labels][];
  return parts.find(([, own]) => Object.entries(own).every(([key, value]) => labels[key] === value))?.[0];
}

/** Prefix of the keys of a part in the stack file. */
export const sectionOf = (part: KubernetesPart | undefined): string =>
  part === 'alloy' ? 'kubernetes.collector' : `kubernetes.${part ?? '<part>'}`;

/** Keys of the memory of parts whose memory can be set. */
const MEMORY: Partial<Record<KubernetesPart, string>> = {
  prometheus: 'prometheus.memory',
  loki: 'loki.memory',
  tempo: 'traces.memory',
  grafana: 'grafana.memory',
};

/** Key of the memory of a part, and of its image; undefined if it has none. */
export function keysOf(part: KubernetesPart | undefined): {
  readonly memory?: string | undefined;
  readonly image?: string | undefined;
} {
  if (part === undefined) return {};
  const { image } = partOf(part);
  return { memory: MEMORY[part], image: image && `images.${image}` };
}
