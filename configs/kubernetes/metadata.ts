import { namespaceOf } from '../inventory/kubernetes.ts';
import type { Settings } from '../settings/index.ts';
import { type Manifest, PART_OF } from './manifest.ts';

/** Name, namespace and labels of an object of the stack. */
export const metadataOf = (settings: Settings, name: string): Manifest['metadata'] => ({
  name,
  namespace: namespaceOf(settings),
  labels: { [PART_OF]: settings.name },
});

/**
 * The same for objects that the operator selects: the Prometheus of a cluster often selects only objects with certain labels.
 */
export function monitoredMetadata(settings: Settings, name: string): Manifest['metadata'] {
  const { labels, ...rest } = metadataOf(settings, name);
  return { ...rest, labels: { ...settings.kubernetes.monitorLabels, ...labels } };
}
