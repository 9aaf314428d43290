import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { after, before, type Manifest } from '../../../configs/kubernetes/index.ts';
import { prometheusFiles } from '../../../configs/prometheus/config.ts';
import { parseSettings } from '../../../configs/index.ts';
import { grown, highlyAvailable, onKubernetes, prod, stacks, staging } from './stacks.ts';
import { lokiUrl, prometheusUrl } from '../../../configs/inventory/addresses.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Tree = any;

const policies = (manifests: readonly Manifest[]) => manifests.filter(({ kind }) => kind === 'NetworkPolicy');

const policy = (manifests: readonly Manifest[], part: string): Tree =>
  policies(manifests).find(({ metadata }) => metadata.name === `llm-monitoring-${part}`)?.spec;

describe('network policies', () => {
  test.each(Object.entries(stacks))(
    'in stack %s cover both directions, and deny by default',
    (_, settings) => {
      const all = policies(before(settings));
      expect(all.every(({ spec }: Tree) => spec.policyTypes.join() === 'Ingress,Egress')).toBe(true);
      expect(policy(all, 'default-deny')).not.toHaveProperty('ingress');
      for (const { spec } of all as Tree[]) {
        // No rule allows ingress from everywhere.
        expect((spec.ingress ?? []).every((rule: Tree) => rule.from.length > 0 && rule.ports !== null)).toBe(
          true,
        );
        // No rule allows egress to everywhere on every port.
        expect(spec.egress.every((rule: Tree) => rule.to !== undefined || rule.ports !== undefined)).toBe(
          true,
        );
      }
    },
  );

  test('select all pods of an own namespace, and only those of the stack in a shared one', () => {
    const denied = (kubernetes: Parameters<typeof onKubernetes>[0]) =>
      policy(before(onKubernetes(kubernetes)), 'default-deny').podSelector;
    expect(denied({})).toEqual({});
    expect(denied({ createNamespace: false, namespace: 'monitoring' })).toEqual({
      matchExpressions: [
        {
          key: 'app.kubernetes.io/instance',
          operator: 'In',
          values: ['', '-alloy', '-grafana', '-loki', '-prometheus'].map((end) => `llm-monitoring${end}`),
        },
      ],
    });
  });

  test('let Prometheus reach the discovered namespaces and the ports of external targets', () => {
    const { egress } = policy(before(grown), 'prometheus');
    expect(egress).toContainEqual({
      to: ['kserve', 'kserve-a', 'kserve-b', 'llm-d', 'own'].map((name) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
      })),
    });
    expect(egress).toContainEqual({
      ports: [
        { port: 8443, protocol: 'TCP' },
        { port: 443, protocol: 'TCP' },
      ],
    });
    // A Service by its namespace, because its port need not be that of its pods.
    expect(egress).toContainEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    });
  });

  test('let Loki reach its object store, and only Grafana, Alloy, Prometheus and Loki reach it', () => {
    const loki = policy(before(grown), 'loki');
    expect(loki.egress).toContainEqual({ ports: [{ port: 9000, protocol: 'TCP' }] });
    const askers = loki.ingress.flatMap(({ from }: Tree) =>
      from.map(({ podSelector }: Tree) => podSelector.matchLabels['app.kubernetes.io/name']),
    );
    expect(new Set(askers)).toEqual(new Set(['alloy', 'grafana', 'loki', 'prometheus']));
  });

  test('let the ingress controller or gateway reach Grafana, and Grafana its database', () => {
    expect(policy(before(prod), 'grafana').ingress.at(-1)).toEqual({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
      ports: [{ port: 3000, protocol: 'TCP' }],
    });
    expect(policy(before(prod), 'grafana').egress.at(-1).ports).toEqual([
      { port: 443, protocol: 'TCP' },
      { port: 5432, protocol: 'TCP' },
    ]);
  });

  test.each([
    ['an identity by annotation', { serviceAccount: { 'iam.gke.io/gcp-service-account': 'x' } }, true],
    ['the identity of the pods', {}, true],
    ['keys', { objectStore: { existingSecret: 'keys' } }, false],
  ])(
    'let Loki reach the cloud metadata addresses with %s',
    (_, { objectStore = {}, ...more }: Tree, expected) => {
      const settings = onKubernetes({
        loki: { objectStore: { kind: 's3', bucket: 'llm-logs', region: 'eu-1', ...objectStore }, ...more },
      });
      const text = JSON.stringify(policy(before(settings), 'loki').egress);
      for (const cidr of ['169.254.169.254/32', '169.254.169.252/32', '169.254.170.23/32'])
        expect([cidr, text.includes(cidr)]).toEqual([cidr, expected]);
      // Nobody else gets there.
      expect(JSON.stringify(policy(before(settings), 'alloy').egress)).not.toContain('169.254.169');
    },
  );

  test('let parts reach the API server at the ports of the cluster', () => {
    const settings = onKubernetes({ networkPolicies: { apiServerPorts: [8443] } });
    for (const part of ['operator', 'prometheus', 'alloy'])
      expect(policy(before(settings), part).egress).toContainEqual({
        ports: [{ port: 8443, protocol: 'TCP' }],
      });
  });

  test.each([
    ['https://hooks.example.com:8443/x', { ports: [443, 8443] }],
    ['http://alerts.ops.svc.cluster.local/x', { to: 'ops' }],
    ['http://alerts.ops.svc:80/x', { to: 'ops' }],
  ])('let Grafana reach the receiver %s', (url, expected: { ports?: number[]; to?: string }) => {
    const contactPoints = [{ kind: 'webhook', name: 'hook', url }];
    const { egress } = policy(before(onKubernetes({}, { alerts: { contactPoints } })), 'grafana');
    expect(egress).toContainEqual(
      expected.to === undefined
        ? { ports: expected.ports!.map((port) => ({ port, protocol: 'TCP' })) }
        : { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': expected.to } } }] },
    );
  });

  test.each([
    [{ className: 'alb', sourceRanges: ['10.1.0.0/16'] }, ['10.1.0.0/16']],
    [{ className: 'gce' }, ['130.211.0.0/22', '35.191.0.0/16']],
    [
      { annotations: { 'kubernetes.io/ingress.class': 'gce-internal' }, sourceRanges: ['10.129.0.0/23'] },
      ['10.129.0.0/23', '130.211.0.0/22', '35.191.0.0/16'],
    ],
  ])('let the load balancer of %j reach Grafana, and no namespace', (more, cidrs) => {
    const access = { kind: 'ingress', host: 'g.example.com', tlsSecret: 'tls', ...more };
    const { ingress } = policy(before(onKubernetes({ grafana: { access } })), 'grafana');
    expect(ingress.at(-1)).toEqual({
      from: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
      ports: [{ port: 3000, protocol: 'TCP' }],
    });
  });

  test.each([
    [{ className: 'nginx' }, 'ingress-nginx'],
    [{ className: 'traefik', controllerNamespace: 'kube-system' }, 'kube-system'],
  ])('let the controller of %j reach Grafana', (more, namespace) => {
    const access = { kind: 'ingress', host: 'g.example.com', tlsSecret: 'tls', ...more };
    const { ingress } = policy(before(onKubernetes({ grafana: { access } })), 'grafana');
    expect(ingress.at(-1).from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
    ]);
  });

  test('let the pods of a gateway reach Grafana, wherever they run', () => {
    const access = {
      kind: 'gateway',
      host: 'g.example.com',
      gateway: 'public',
      gatewayNamespace: 'gateways',
    };
    const from = (more: object) =>
      policy(before(onKubernetes({ grafana: { access: { ...access, ...more } } })), 'grafana').ingress.at(-1)
        .from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name'];
    expect(from({})).toBe('gateways');
    expect(from({ proxyNamespace: 'envoy-gateway-system' })).toBe('envoy-gateway-system');
  });

  test('can be disabled', () => {
    expect(policies(before(onKubernetes({ networkPolicies: { enabled: false } })))).toEqual([]);
  });
});

test('use Thanos Query for Prometheus replicas, unless there is a long-term store', () => {
  const kinds = after(highlyAvailable).map(({ kind }) => kind);
  expect(kinds.slice(0, 4)).toEqual(['ServiceAccount', 'Deployment', 'Service', 'PodDisruptionBudget']);
  const { template, replicas } = after(highlyAvailable)[1]!.spec as Tree;
  expect(replicas).toBe(2);
  expect(template.spec.containers[0].args).toContain(
    '--endpoint.sd-config={"endpoints":[{"address":"dnssrv+_grpc._tcp.llm-monitoring-thanos-discovery.llm-monitoring.svc"}]}',
  );
  // A new pod gets no question before it has looked twice for sidecars.
  const { args, readinessProbe } = template.spec.containers[0];
  const interval = Number(/^--store.sd-dns-interval=(\d+)s$/m.exec(args.join('\n'))![1]);
  expect(readinessProbe.initialDelaySeconds).toBeGreaterThan(2 * interval);
  expect(prometheusUrl(highlyAvailable)).toBe('http://llm-monitoring-thanos-query.llm-monitoring.svc:10902');
  expect(after(grown).some(({ kind }) => kind === 'Deployment')).toBe(false);
  // Pulumi would wait for its pods by itself.
  expect(after(highlyAvailable)[1]!.metadata).not.toHaveProperty('annotations');
  const later = { ...highlyAvailable, kubernetes: { ...highlyAvailable.kubernetes, waitForReady: false } };
  const [, deployment, service] = after(later);
  for (const made of [deployment!, service!]) {
    expect(made.metadata.annotations).toEqual({ 'pulumi.com/skipAwait': 'true' });
  }
  expect(prometheusUrl(grown)).toBe('https://mimir.example.com/prometheus');
  expect(prometheusUrl(staging)).toBe('http://llm-monitoring-prometheus.llm-monitoring.svc:9090');
});

test('query Loki directly, or the gateway of distributed Loki', () => {
  expect(lokiUrl(staging)).toBe('http://llm-monitoring-loki.llm-monitoring.svc:3100');
  expect(lokiUrl(grown)).toBe('http://llm-monitoring-loki-gateway.llm-monitoring.svc:80');
});

test('record the same series as the Docker stack', () => {
  const namesOf = (groups: Tree[]): string[] =>
    groups.flatMap(({ rules }) => rules.map(({ record }: Tree) => record)).sort();
  const rules: Tree[] = after(staging).filter(({ kind }) => kind === 'PrometheusRule');
  const groups = rules.flatMap(({ spec }) => spec.groups);
  const recorded = groups.filter((group) => group.rules.some(({ record }: Tree) => record !== undefined));
  const onDocker = prometheusFiles(parseSettings({})).filter(({ path }) => path.startsWith('rules/'));
  expect(onDocker.length).toBeGreaterThan(1);
  expect(namesOf(recorded)).toEqual(
    namesOf(onDocker.flatMap(({ content }) => parse(String(content)).groups)),
  );
});
