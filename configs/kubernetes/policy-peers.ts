import { podLabelsOf } from '../inventory/kubernetes.ts';
import type { Settings } from '../settings/index.ts';
import { type KubernetesPart, PARTS } from '../stack/parts.ts';
import type { Selector } from './manifest.ts';
import { type Peer, type Rules, tcp } from './network-policy.ts';

/** The API server is not a pod, and its address differs between clusters. */
export const toApiServer = ({ kubernetes }: Settings) => ({
  ports: tcp(...kubernetes.networkPolicies.apiServerPorts),
});

export const pods = (podSelector: Selector): Peer => ({ podSelector });

/** The pods of a part. */
export const part = (settings: Settings, name: KubernetesPart): Peer =>
  pods({ matchLabels: podLabelsOf(settings)[name] });

/** The Prometheus of the cluster may be in any namespace; the operator sets this label on all of its pods. */
const ANY_PROMETHEUS: Peer = {
  namespaceSelector: {},
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};

/** The metrics port of a part, and others. */
export const portsOf = (name: KubernetesPart, ...more: number[]) => tcp(PARTS[name].kubernetes.port, ...more);

/** Ingress of scrapes by the Prometheus of the settings. */
export const scraped = (settings: Settings, name: KubernetesPart) => ({
  from: [settings.prometheus.existing ? ANY_PROMETHEUS : part(settings, 'prometheus')],
  ports: portsOf(name),
});

/** Traffic of a part that only watches the API server. */
export const onlyScraped = (settings: Settings, name: KubernetesPart): Rules => ({
  ingress: [scraped(settings, name)],
  egress: [toApiServer(settings)],
});
