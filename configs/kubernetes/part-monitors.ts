import { nodeNamespaceOf, namespaceOf, podLabelsOf } from '../inventory/kubernetes.ts';
import { managedParts } from '../inventory/managed.ts';
import type { Settings } from '../settings/index.ts';
import { type KubernetesPart, partOf } from '../stack/parts.ts';
import type { Manifest } from './manifest.ts';
import { AS_INSTANCE, monitor, NODE_AS_INSTANCE } from './monitors.ts';
import { tlsOfMonitor } from './prometheus-tls.ts';

/** Monitors of the stack's servers and exporters; those of the charts are off, so that nothing is scraped twice. */
export function partMonitors(settings: Settings): Manifest[] {
  const labels = podLabelsOf(settings);
  const namespaces = {
    stack: { matchNames: [namespaceOf(settings)] },
    nodes: { matchNames: [nodeNamespaceOf(settings)] },
    any: { any: true },
  };
  return managedParts(settings).flatMap((name) => {
    const { job, kubernetes } = partOf(name);
    if (job === undefined || kubernetes === undefined) return [];
    const { portName: port, namespace } = kubernetes;
    const selector = { matchLabels: labels[name as KubernetesPart] };
    return [
      monitor(
        settings,
        'PodMonitor',
        job,
        { selector, port, scheme: 'http' },
        {
          where: namespaces[namespace],
          options: name === 'prometheus' ? tlsOfMonitor(settings) : {},
          dropped: [],
          named: [namespace === 'stack' ? AS_INSTANCE : NODE_AS_INSTANCE],
        },
      ),
    ];
  });
}
