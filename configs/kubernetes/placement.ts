import type { PlacedPart } from '../settings/kubernetes-pods.ts';
import type { Settings } from '../settings/index.ts';
import { identityLabels } from './cloud-identity.ts';
import { defined } from '../text/defined.ts';

/** Parts that run on every node, whatever the others need. */
const EVERYWHERE: readonly PlacedPart[] = ['nodeExporter'];

/** Node selector, tolerations and priority class of a part, in the names of a pod; keys that are not set are absent. */
export function placementOf({ kubernetes: { placement } }: Settings, part: PlacedPart) {
  const { nodeSelector, tolerations, priorityClassName } = placement;
  const shared = EVERYWHERE.includes(part)
    ? { priorityClassName }
    : { nodeSelector, tolerations, priorityClassName };
  return defined({ ...shared, ...defined({ ...placement.parts[part] }) });
}

/** Labels of the pods of a part: those of all pods, and what its cloud identity requires. */
function labelsOf(settings: Settings, part: PlacedPart): Readonly<Record<string, string>> {
  const own =
    part === 'prometheus' || part === 'loki' || part === 'grafana' ? identityLabels(settings, part) : {};
  return { ...settings.kubernetes.podLabels, ...own };
}

/** Labels of the pods of a part; absent if there are none, so that charts keep their defaults. */
export function podLabels(
  settings: Settings,
  part: PlacedPart,
): { podLabels?: Readonly<Record<string, string>> } {
  const labels = labelsOf(settings, part);
  return isEmpty(labels) ? {} : { podLabels: labels };
}

/** Annotations of all pods, like {@link podLabels}. */
export const podAnnotations = ({
  kubernetes,
}: Settings): { podAnnotations?: Readonly<Record<string, string>> } =>
  isEmpty(kubernetes.podAnnotations) ? {} : { podAnnotations: kubernetes.podAnnotations };

/** Placement, labels and annotations of a part in the names that most charts use. */
export const podSettings = (settings: Settings, part: PlacedPart) => ({
  ...placementOf(settings, part),
  ...podLabels(settings, part),
  ...podAnnotations(settings),
});

/** The same for resources of the operator. */
export function operatedPods(settings: Settings, part: PlacedPart) {
  const labels = labelsOf(settings, part);
  const { podAnnotations: annotations } = settings.kubernetes;
  const metadata = {
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
  };
  return { ...placementOf(settings, part), ...(isEmpty(metadata) ? {} : { podMetadata: metadata }) };
}

/** Labels and annotations of the pods of a manifest. */
export function podMetadata(
  { kubernetes }: Settings,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
) {
  const all = { ...kubernetes.podAnnotations, ...annotations };
  return { labels: { ...kubernetes.podLabels, ...labels }, ...(isEmpty(all) ? {} : { annotations: all }) };
}

const isEmpty = (map: object): boolean => Object.keys(map).length === 0;
