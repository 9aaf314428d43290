import { sizeOf } from '../settings/kubernetes-sizes.ts';
import type { Settings } from '../settings/index.ts';
import { imageWithSha } from '../text/image-parts.ts';
import { isManaged } from '../inventory/managed.ts';
import { operatedPods } from './placement.ts';
import { claim, NOBODY, podSecurity, resources } from './workload.ts';
import { namesOf } from '../inventory/kubernetes.ts';

/** Memory of an Alertmanager in MiB, for active alerts, silences and the notification log. */
const MEMORY = 256;

/** Values of the `alertmanager` part of the chart kube-prometheus-stack. */
export function alertmanagerValues(settings: Settings) {
  if (!isManaged(settings, 'alertmanager')) return { enabled: false };
  const size = sizeOf(settings.kubernetes, 'alertmanager');
  const several = size.replicas > 1;
  return {
    enabled: true,
    serviceAccount: { automountServiceAccountToken: false },
    serviceMonitor: { selfMonitor: false },
    podDisruptionBudget: { enabled: several, minAvailable: size.replicas - 1 },
    alertmanagerSpec: {
      image: imageWithSha(settings.images.alertmanager),
      // A separate Secret, because the chart would put tokens into the values.
      useExistingSecret: true,
      configSecret: namesOf(settings).alertmanagerConfig,
      replicas: size.replicas,
      // Replicas share silences and the notification log, and the disk preserves them when all restart.
      storage: { volumeClaimTemplate: { spec: claim(settings, size.storage) } },
      resources: resources(size.cpu, MEMORY),
      securityContext: podSecurity(NOBODY),
      podAntiAffinity: several ? 'hard' : 'soft',
      ...operatedPods(settings, 'alertmanager'),
      automountServiceAccountToken: false,
      logFormat: 'json',
    },
  };
}
