import { namesOf, namespaceOf } from '../inventory/kubernetes.ts';
import { isManaged } from '../inventory/managed.ts';
import type { Settings } from '../settings/index.ts';
import { type Manifest, PART_OF } from './manifest.ts';

/** Name, namespace and labels of an object of the stack. */
export const metadataOf = (settings: Settings, name: string): Manifest['metadata'] => ({
  name,
  namespace: namespaceOf(settings),
  labels: { [PART_OF]: settings.name },
});

/**
 * The same for objects that a Prometheus selects by label: that of the cluster by `kubernetes.monitorLabels`, that of the stack by the
 * label that its chart gives its own.
 */
export function monitoredMetadata(settings: Settings, name: string): Manifest['metadata'] {
  const { labels, ...rest } = metadataOf(settings, name);
  const release = isManaged(settings, 'prometheus') ? { release: namesOf(settings).operator } : {};
  return { ...rest, labels: { ...settings.kubernetes.monitorLabels, ...release, ...labels } };
}
