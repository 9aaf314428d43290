import { EXPORTERS } from '../inventory/exporters.ts';
import type { Settings } from '../settings/index.ts';
import { clusterParts } from '../inventory/cluster-parts.ts';
import type { Manifest, Selector } from './manifest.ts';
import {
  DNS,
  GOSSIP,
  inNamespaces,
  networkPolicy,
  type Peer,
  portOf,
  portOfUrl,
  type Rules,
  tcp,
} from './network-policy.ts';
import { hasAlertmanager, hasThanosQuery, nodeNamespaceOf, podLabelsOf } from './names.ts';

/** The API server is no pod, and its address differs from cluster to cluster; these are its ports. */
const API_SERVER = { ports: tcp(443, 6443) };

/** Port of the kubelets, which are no pods. */
const KUBELET = 10_250;

/**
 * Nothing is allowed but what is said here. Between pods both ends are said: who connects, and who lets in. Where a
 * store, a database or somebody else's server is outside the cluster, its port is what is allowed.
 */
export function networkPolicies(settings: Settings): Manifest[] {
  const { kubernetes, prometheus, loki, grafana } = settings;
  if (!kubernetes.networkPolicies.enabled) return [];
  const labels = podLabelsOf(settings);
  const policy = (part: string, matchLabels: Readonly<Record<string, string>>, rules: Rules) =>
    networkPolicy(settings, part, { matchLabels }, rules);
  return [
    networkPolicy(settings, 'default-deny', {}, { egress: [DNS] }),
    ...(prometheus.existing ? [] : [policy('prometheus', labels.prometheus, prometheusRules(settings))]),
    ...(hasAlertmanager(settings)
      ? [policy('alertmanager', labels.alertmanager, alertmanagerRules(settings))]
      : []),
    ...(hasThanosQuery(settings) ? [policy('thanos-query', labels.thanos, thanosRules(settings))] : []),
    ...(kubernetes.operator === 'own' && !prometheus.existing
      ? [
          policy('operator', labels.operator, {
            ingress: [scraped(settings, 8080)],
            egress: [API_SERVER],
          }),
        ]
      : []),
    ...(loki.existing ? [] : [policy('loki', labels.loki, lokiRules(settings))]),
    ...(grafana.existing ? [] : [policy('grafana', labels.grafana, grafanaRules(settings))]),
    ...(kubernetes.collector.enabled ? [policy('alloy', labels.alloy, alloyRules(settings))] : []),
    ...(clusterParts(settings).objects
      ? [
          policy('kube-state-metrics', labels.kubeStateMetrics, {
            ingress: [scraped(settings, 8080)],
            egress: [API_SERVER],
          }),
        ]
      : []),
  ];
}

const pods = (podSelector: Selector): Peer => ({ podSelector });

const part = (settings: Settings, name: keyof ReturnType<typeof podLabelsOf>): Peer =>
  pods({ matchLabels: podLabelsOf(settings)[name] });

/** The Prometheus of the cluster may be in any namespace; the operator gives all that it runs this label. */
const ANY_PROMETHEUS: Peer = {
  namespaceSelector: {},
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};

const scraped = (settings: Settings, ...ports: number[]) => ({
  from: [settings.prometheus.existing ? ANY_PROMETHEUS : part(settings, 'prometheus')],
  ports: tcp(...ports),
});

function prometheusRules(settings: Settings): Rules {
  const { kubernetes, targets, alerts } = settings;
  const { longTerm } = kubernetes.prometheus;
  const parts = clusterParts(settings);
  const onNodes = [...(parts.nodes ? [EXPORTERS.node.port] : []), ...(parts.kubelets ? [KUBELET] : [])];
  const found = [...new Set(kubernetes.discovery.flatMap(({ namespaces }) => namespaces))].sort();
  const outside = [
    ...targets.flatMap(({ endpoints, scheme }) => endpoints.map((endpoint) => portOf(endpoint, scheme))),
    ...(longTerm ? [longTerm.kind === 'amp' ? 443 : portOfUrl(longTerm.url)] : []),
    ...(alerts.engine === 'prometheus'
      ? alerts.alertmanagers.map((endpoint) => portOf(endpoint, 'http'))
      : []),
  ];
  return {
    ingress: [
      { from: [part(settings, 'grafana')], ports: tcp(9090) },
      scraped(settings, 9090),
      ...(hasThanosQuery(settings) ? [{ from: [part(settings, 'thanos')], ports: tcp(10_901) }] : []),
    ],
    egress: [
      API_SERVER,
      // Everything in our own namespace is a target.
      { to: [pods({})] },
      // Which port a pod serves its metrics on is the pod's affair.
      ...(found.length > 0 ? [{ to: inNamespaces(...found) }] : []),
      ...(parts.nodes ? [{ to: inNamespaces(nodeNamespaceOf(settings)) }] : []),
      ...(onNodes.length > 0 ? [{ ports: tcp(...onNodes) }] : []),
      // In whichever namespace the GPU operator is.
      ...(parts.gpus ? [{ ports: tcp(EXPORTERS.gpu.port) }] : []),
      ...(outside.length > 0 ? [{ ports: tcp(...new Set(outside)) }] : []),
    ],
  };
}

function alertmanagerRules(settings: Settings): Rules {
  const { egressPorts } = settings.kubernetes.networkPolicies;
  return {
    ingress: [scraped(settings, 9093), { from: [part(settings, 'alertmanager')], ports: GOSSIP }],
    egress: [
      { to: [part(settings, 'alertmanager')], ports: GOSSIP },
      ...(egressPorts.length > 0 ? [{ ports: tcp(...egressPorts) }] : []),
    ],
  };
}

function thanosRules(settings: Settings): Rules {
  return {
    ingress: [{ from: [part(settings, 'grafana')], ports: tcp(10_902) }, scraped(settings, 10_902)],
    egress: [{ to: [part(settings, 'prometheus')], ports: tcp(10_901) }],
  };
}

function lokiRules(settings: Settings): Rules {
  const store = settings.kubernetes.loki.objectStore;
  return {
    ingress: [
      { from: [part(settings, 'grafana'), part(settings, 'alloy')], ports: tcp(3100, 8080) },
      scraped(settings, 3100),
      // Lokis among themselves: queries, members, caches.
      { from: [part(settings, 'loki')] },
    ],
    egress: [
      { to: [part(settings, 'loki')] },
      ...(store ? [{ ports: tcp(portOf(store.endpoint ?? '', store.insecure ? 'http' : 'https')) }] : []),
    ],
  };
}

function grafanaRules(settings: Settings): Rules {
  const { kubernetes, prometheus, loki } = settings;
  const { access, database } = kubernetes.grafana;
  const { longTerm } = kubernetes.prometheus;
  const outside = [
    ...kubernetes.networkPolicies.egressPorts,
    ...(database ? [portOf(database.host, 5432)] : []),
    ...[prometheus.existing?.url, loki.existing?.url].flatMap((url) =>
      url === undefined ? [] : [portOfUrl(url)],
    ),
    ...(longTerm ? [longTerm.kind === 'amp' ? 443 : portOfUrl(longTerm.queryUrl)] : []),
  ];
  const door =
    access.kind === 'port-forward'
      ? [] // It goes through the node, which policies do not stop.
      : inNamespaces(access.kind === 'ingress' ? access.controllerNamespace : access.gatewayNamespace);
  return {
    ingress: [
      scraped(settings, 3000),
      { from: [part(settings, 'grafana')], ports: GOSSIP },
      ...(door.length > 0 ? [{ from: door, ports: tcp(3000) }] : []),
    ],
    egress: [
      { to: [part(settings, 'prometheus')], ports: tcp(9090) },
      { to: [part(settings, 'thanos')], ports: tcp(10_902) },
      { to: [part(settings, 'loki')], ports: tcp(3100, 8080) },
      { to: [part(settings, 'grafana')], ports: GOSSIP },
      ...(outside.length > 0 ? [{ ports: tcp(...new Set(outside)) }] : []),
    ],
  };
}

function alloyRules(settings: Settings): Rules {
  const existing = settings.loki.existing?.url;
  return {
    ingress: [scraped(settings, 12_345), { from: [part(settings, 'alloy')], ports: tcp(12_345) }],
    egress: [
      API_SERVER,
      { to: [part(settings, 'alloy')], ports: tcp(12_345) },
      existing === undefined
        ? { to: [part(settings, 'loki')], ports: tcp(3100, 8080) }
        : { ports: tcp(portOfUrl(existing)) },
    ],
  };
}
