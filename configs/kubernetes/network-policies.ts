import type { Settings } from '../settings/index.ts';
import { externalAlertmanagers } from '../settings/own-alertmanager.ts';
import { LOKI_GATEWAY, OTLP, PARTS, type StackPart, THANOS_GRPC } from '../stack/parts.ts';
import { clusterParts } from '../inventory/cluster-parts.ts';
import type { Manifest, Selector } from './manifest.ts';
import {
  DNS,
  GOSSIP,
  inNamespaces,
  networkPolicy,
  type Peer,
  type Rules,
  tcp,
  withPort,
} from './network-policy.ts';
import { onlyScraped, part, pods, portsOf, scraped, toApiServer } from './policy-peers.ts';
import { hostOf } from '../text/host-of.ts';
import { connectionsTo, toIdentity, toReceivers, toStore } from './egress.ts';
import { controllerNamespaceOf, loadBalancerRanges } from '../settings/load-balancers.ts';
import { scrapedAt } from '../inventory/gateways.ts';
import { discoveriesOf } from '../inventory/demo.ts';
import { isManaged } from '../inventory/managed.ts';
import { generatesSpanMetrics } from '../inventory/traces.ts';
import { INSTANCE, isShared, namesOf, nodeNamespaceOf, podLabelsOf } from '../inventory/kubernetes.ts';

/** Port of the kubelets, which are not pods. */
const KUBELET = 10_250;

/**
 * Allows only the listed traffic. Between pods both ends are listed: egress of the client, and ingress of the server. For a
 * store, database or other server outside the cluster, its port is allowed.
 */
export function networkPolicies(settings: Settings): Manifest[] {
  if (!settings.kubernetes.networkPolicies.enabled) return [];
  const labels = podLabelsOf(settings);
  return [
    networkPolicy(settings, 'default-deny', podsOf(settings), { egress: [DNS] }),
    ...(Object.keys(POLICIES) as StackPart[])
      .filter((name) => isManaged(settings, name))
      .map((name) => {
        const [policy, rules] = POLICIES[name];
        return networkPolicy(settings, policy, { matchLabels: labels[name] }, rules(settings));
      }),
  ];
}

/** All pods of the namespace, or those of the stack if it is shared: a policy that selects a pod of others cuts it off. */
function podsOf(settings: Settings): Selector {
  if (!isShared(settings)) return {};
  const names = namesOf(settings);
  const instances = (Object.keys(POLICIES) as StackPart[])
    .filter((name) => isManaged(settings, name))
    .map((name) => names[name]);
  return { matchExpressions: [{ key: INSTANCE, operator: 'In', values: [...new Set(instances)].sort() }] };
}

/** Policy name and allowed traffic of each part. Every part allows scrapes from Prometheus. */
const POLICIES: Readonly<Record<StackPart, readonly [policy: string, rules: (settings: Settings) => Rules]>> =
  {
    prometheus: ['prometheus', prometheusRules],
    alertmanager: ['alertmanager', alertmanagerRules],
    thanos: ['thanos-query', thanosRules],
    operator: ['operator', (settings) => onlyScraped(settings, 'operator')],
    loki: ['loki', lokiRules],
    tempo: ['tempo', tempoRules],
    grafana: ['grafana', grafanaRules],
    alloy: ['alloy', alloyRules],
    kubeStateMetrics: ['kube-state-metrics', (settings) => onlyScraped(settings, 'kubeStateMetrics')],
  };

function prometheusRules(settings: Settings): Rules {
  const { kubernetes, targets } = settings;
  const { longTerm } = kubernetes.prometheus;
  const parts = clusterParts(settings);
  const onNodes = [
    ...(parts.nodes ? [PARTS.nodeExporter.kubernetes.port] : []),
    ...(parts.kubelets ? [KUBELET] : []),
  ];
  const found = [...new Set(discoveriesOf(settings).flatMap(({ namespaces }) => namespaces))].sort();
  const outside = [
    ...targets.flatMap((target) =>
      scrapedAt(target).endpoints.map((endpoint) => withPort(endpoint, target.scheme)),
    ),
    ...(longTerm && longTerm.kind !== 'amp' ? [hostOf(longTerm.url)] : []),
    ...externalAlertmanagers(settings).map((endpoint) => withPort(endpoint, 'http')),
  ];
  return {
    ingress: [
      { from: [part(settings, 'grafana')], ports: portsOf('prometheus') },
      scraped(settings, 'prometheus'),
      ...(isManaged(settings, 'thanos')
        ? [{ from: [part(settings, 'thanos')], ports: tcp(THANOS_GRPC) }]
        : []),
      ...(generatesSpanMetrics(settings)
        ? [{ from: [part(settings, 'tempo')], ports: portsOf('prometheus') }]
        : []),
    ],
    egress: [
      toApiServer(settings),
      // Everything in the stack's own namespace is a target.
      { to: [pods({})] },
      // The metrics port differs between pods.
      ...(found.length > 0 ? [{ to: inNamespaces(...found) }] : []),
      ...(parts.nodes ? [{ to: inNamespaces(nodeNamespaceOf(settings)) }] : []),
      ...(onNodes.length > 0 ? [{ ports: tcp(...onNodes) }] : []),
      // The namespace of the GPU operator is unknown.
      ...(parts.gpus ? [{ ports: portsOf('dcgmExporter') }] : []),
      ...connectionsTo(outside),
      ...toIdentity(settings, 'prometheus'),
    ],
  };
}

function alertmanagerRules(settings: Settings): Rules {
  return {
    ingress: [
      { from: [part(settings, 'grafana')], ports: portsOf('alertmanager') },
      scraped(settings, 'alertmanager'),
      { from: [part(settings, 'alertmanager')], ports: GOSSIP },
    ],
    egress: [{ to: [part(settings, 'alertmanager')], ports: GOSSIP }, ...toReceivers(settings)],
  };
}

function thanosRules(settings: Settings): Rules {
  return {
    ingress: [{ from: [part(settings, 'grafana')], ports: portsOf('thanos') }, scraped(settings, 'thanos')],
    egress: [{ to: [part(settings, 'prometheus')], ports: tcp(THANOS_GRPC) }],
  };
}

function lokiRules(settings: Settings): Rules {
  return {
    ingress: [
      { from: [part(settings, 'grafana'), part(settings, 'alloy')], ports: portsOf('loki', LOKI_GATEWAY) },
      scraped(settings, 'loki'),
      // Loki pods among each other: queries, memberlist, caches.
      { from: [part(settings, 'loki')] },
    ],
    egress: [{ to: [part(settings, 'loki')] }, ...toStore(settings, 'loki')],
  };
}

function tempoRules(settings: Settings): Rules {
  return {
    ingress: [
      { from: [part(settings, 'grafana')], ports: portsOf('tempo') },
      { from: [part(settings, 'alloy')], ports: tcp(OTLP.http) },
      scraped(settings, 'tempo'),
    ],
    egress: [
      ...(generatesSpanMetrics(settings)
        ? [{ to: [part(settings, 'prometheus')], ports: portsOf('prometheus') }]
        : []),
      ...toStore(settings, 'tempo'),
    ],
  };
}

function grafanaRules(settings: Settings): Rules {
  const { kubernetes, prometheus, loki, traces } = settings;
  const { access, database } = kubernetes.grafana;
  const { longTerm } = kubernetes.prometheus;
  const outside = [
    ...(database ? [withPort(database.host, 5432)] : []),
    ...[
      prometheus.existing?.url,
      loki.existing?.url,
      traces.enabled ? traces.existing?.url : undefined,
    ].flatMap((url) => (url === undefined ? [] : [hostOf(url)])),
    ...(longTerm && longTerm.kind !== 'amp' ? [hostOf(longTerm.queryUrl)] : []),
    ...externalAlertmanagers(settings).map((endpoint) => withPort(endpoint, 'http')),
  ];
  const door = doorOf(access);
  return {
    ingress: [
      scraped(settings, 'grafana'),
      { from: [part(settings, 'grafana')], ports: GOSSIP },
      ...(door.length > 0 ? [{ from: door, ports: portsOf('grafana') }] : []),
    ],
    egress: [
      { to: [part(settings, 'prometheus')], ports: portsOf('prometheus') },
      { to: [part(settings, 'thanos')], ports: portsOf('thanos') },
      { to: [part(settings, 'loki')], ports: portsOf('loki', LOKI_GATEWAY) },
      ...(isManaged(settings, 'tempo') ? [{ to: [part(settings, 'tempo')], ports: portsOf('tempo') }] : []),
      ...(isManaged(settings, 'alertmanager')
        ? [{ to: [part(settings, 'alertmanager')], ports: portsOf('alertmanager') }]
        : []),
      { to: [part(settings, 'grafana')], ports: GOSSIP },
      ...toReceivers(settings, outside),
      ...toIdentity(settings, 'grafana'),
    ],
  };
}

/** Pods and addresses from which requests of users arrive. */
function doorOf(access: Settings['kubernetes']['grafana']['access']): Peer[] {
  // Traffic through the node, which network policies do not restrict.
  if (access.kind === 'port-forward') return [];
  const namespace =
    access.kind === 'gateway'
      ? (access.proxyNamespace ?? access.gatewayNamespace)
      : controllerNamespaceOf(access);
  return [
    ...(namespace === undefined ? [] : inNamespaces(namespace)),
    ...loadBalancerRanges(access).map((cidr) => ({ ipBlock: { cidr } })),
  ];
}

function alloyRules(settings: Settings): Rules {
  const existing = settings.loki.existing?.url;
  return {
    ingress: [
      scraped(settings, 'alloy'),
      { from: [part(settings, 'alloy')], ports: portsOf('alloy') },
      // Applications in any namespace send spans.
      ...(settings.traces.enabled
        ? [{ from: [{ namespaceSelector: {} }], ports: tcp(OTLP.grpc, OTLP.http) }]
        : []),
    ],
    egress: [
      toApiServer(settings),
      { to: [part(settings, 'alloy')], ports: portsOf('alloy') },
      ...(existing === undefined
        ? [{ to: [part(settings, 'loki')], ports: portsOf('loki', LOKI_GATEWAY) }]
        : connectionsTo([hostOf(existing)])),
      ...spansTo(settings),
    ],
  };
}

/** The trace store to which the collector sends. */
function spansTo(settings: Settings): NonNullable<Rules['egress']> {
  const { enabled, existing } = settings.traces;
  if (!enabled) return [];
  return existing
    ? connectionsTo([hostOf(existing.otlpUrl)])
    : [{ to: [part(settings, 'tempo')], ports: tcp(OTLP.http) }];
}
