import * as z from 'zod';
import { field, flag, KEYS_BELOW, name, port, textMap } from './fields.ts';
import { accessSchema } from './kubernetes-access.ts';
import {
  helmValuesSchema,
  placementSchema,
  podAnnotationsSchema,
  podLabelsSchema,
} from './kubernetes-pods.ts';
import { discoverySchema } from './kubernetes-discovery.ts';
import { databaseSchema, longTermSchema, objectName, objectStore } from './kubernetes-stores.ts';
import { SIZE_CLASSES, SIZES, type Server, type ServerSize } from './kubernetes-sizes.ts';

const of = (server: Server, key: keyof ServerSize) =>
  `${SIZE_CLASSES.staging[server][key]} in size staging and ${SIZE_CLASSES.prod[server][key]} in prod`;

/** Disk and CPU of a server, which default to its size class. */
const diskAndCpu = (server: Server, name: string) => ({
  storage: field(z.string().regex(/^[1-9][0-9]*(Mi|Gi|Ti)$/), {
    description: `Volume size of each ${name}; ${of(server, 'storage')}.`,
    expected: 'a size such as "50Gi"',
    example: SIZE_CLASSES.prod[server].storage,
  }).optional(),
  cpu: field(z.string().regex(/^([1-9][0-9]*m|[1-9][0-9]*(\.[0-9]+)?)$/), {
    description: `CPU limit of each ${name}, half of which is reserved; ${of(server, 'cpu')}.`,
    expected: 'a number of cores such as "2" or "500m"',
    example: SIZE_CLASSES.prod[server].cpu,
  }).optional(),
});

/** The same with the number of servers. */
const sizeKeys = (server: Server, name: string) => ({
  replicas: field(z.int().min(1).max(50), {
    description: `Number of ${name}s; ${of(server, 'replicas')}.`,
    expected: 'a whole number from 1 to 50',
    example: SIZE_CLASSES.prod[server].replicas,
  }).optional(),
  ...diskAndCpu(server, name),
});

const annotations = field(textMap, {
  description: 'Annotations of the service account, for example for a cloud identity.',
  example: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/llm-monitoring' },
}).default({});

const map = <T extends z.ZodType>(schema: T, description: string, example: unknown) =>
  field(schema, { description, expected: KEYS_BELOW, example });

export const kubernetesSchema = z.strictObject({
  context: field(z.string().min(1), {
    description: 'Context of the kubeconfig. Required to deploy, because the current one may be any cluster.',
    expected: 'the name of a context',
    example: 'prod-eu-1',
  }).optional(),
  namespace: field(name, {
    description: 'Namespace of the stack; the value of `name` if not set.',
    example: 'llm-monitoring',
  }).optional(),
  createNamespace: field(flag, {
    description: 'Create the namespace. Set to false if it already exists.',
    example: false,
  }).default(true),
  size: field(z.enum(SIZES), {
    description: 'Size class: replicas, disks, CPU and disruption budgets.',
    expected: `one of ${SIZES.join(', ')}`,
    example: 'prod',
  }).default('staging'),
  protect: field(flag, {
    description: 'Protect resources that hold data from deletion; true in size prod.',
    example: true,
  }).optional(),
  waitForReady: field(flag, {
    description: 'Wait until all pods are ready. Set to false for clusters whose nodes join later.',
    example: true,
  }).default(true),
  charts: field(z.string().regex(/^(oci:\/\/|https:\/\/|\.{0,2}\/).+[^/]$/), {
    description:
      'Source of all charts instead of their registries: a mirror, or a folder with `<chart>-<version>.tgz` files.',
    expected: 'an oci:// or https:// URL, or a path that begins with "/", "./" or "../"',
    example: 'oci://registry.example.com/charts',
  }).optional(),
  imageRegistry: field(z.string().regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/), {
    description: 'Registry of all images instead of their own.',
    expected: 'a host, with or without port and path',
    example: 'registry.example.com',
  }).optional(),
  imagePullSecret: field(objectName, {
    description: 'Image pull Secret for the registry.',
    expected: 'the name of a secret in the namespace of the stack',
    example: 'registry',
  }).optional(),
  storageClass: field(objectName, {
    description: 'Storage class of all volumes; the default of the cluster if not set.',
    expected: 'the name of a storage class',
    example: 'fast-ssd',
  }).optional(),
  placement: placementSchema,
  podLabels: podLabelsSchema,
  podAnnotations: podAnnotationsSchema,
  helmValues: helmValuesSchema,
  operator: field(z.enum(['own', 'existing']), {
    description:
      'Install the Prometheus operator and its custom resource definitions, or use the existing ones. `existing` together with `prometheus.existing` creates monitors and rules for that Prometheus.',
    expected: 'own or existing',
    example: 'existing',
  }).default('own'),
  monitorLabels: field(textMap, {
    description:
      'Labels of monitors, ScrapeConfigs and PrometheusRules, for an external Prometheus that selects by label.',
    example: { release: 'kube-prometheus-stack' },
  }).default({}),
  clusterMetrics: field(flag, {
    description:
      'Also run kube-state-metrics and the node exporter (in a separate namespace, because it needs access to the host), and scrape the kubelets.',
    example: false,
  }).default(false),
  discovery: field(z.array(discoverySchema), {
    description: 'Deployments of vLLM in the cluster; add servers outside it to `targets`.',
    expected: 'a list of discoveries',
    example: [{ name: 'vllm', preset: 'production-stack', namespaces: ['llm'] }],
  }).default([]),
  prometheus: map(
    z
      .strictObject({
        ...sizeKeys('prometheus', 'Prometheus server'),
        serviceAccount: annotations,
        longTerm: field(longTermSchema, {
          description: 'Send all samples to a long-term store, and query it from Grafana.',
          expected: '{kind: mimir, thanos, victoriametrics, grafana-cloud or amp, url, queryUrl, auth, …}',
          example: {
            kind: 'mimir',
            url: 'https://mimir.example.com/api/v1/push',
            queryUrl: 'https://mimir.example.com/prometheus',
          },
        }).optional(),
      })
      .prefault({}),
    'Prometheus on Kubernetes.',
    { replicas: 2, storage: '200Gi' },
  ),
  alertmanager: map(
    z.strictObject(sizeKeys('alertmanager', 'Alertmanager')).prefault({}),
    'Alertmanager on Kubernetes; it runs with `alerts.engine: prometheus` if `alerts.alertmanagers` is empty.',
    { replicas: 2 },
  ),
  loki: map(
    z
      .strictObject({
        mode: field(z.enum(['monolithic', 'distributed']), {
          description:
            'All components in every pod (up to about 20 GB per day and replica), or one pod per component.',
          expected: 'monolithic or distributed',
          example: 'monolithic',
        }).default('monolithic'),
        ...sizeKeys('loki', 'Loki server'),
        objectStore: objectStore(
          'Object store; required with more than one replica. Without one, logs are on the volume of the pod.',
          'llm-logs',
        ),
        serviceAccount: annotations,
      })
      .prefault({}),
    'Loki on Kubernetes.',
    { mode: 'monolithic', replicas: 3 },
  ),
  tempo: map(
    z
      .strictObject({
        ...diskAndCpu('tempo', 'Tempo server'),
        objectStore: objectStore(
          'Object store of the traces. Without one, they are on the volume of the pod.',
          'llm-traces',
        ),
        serviceAccount: annotations,
      })
      .prefault({}),
    'Tempo on Kubernetes: one pod; use `traces.existing` for more.',
    { storage: '100Gi' },
  ),
  grafana: map(
    z
      .strictObject({
        ...sizeKeys('grafana', 'Grafana server'),
        serviceAccount: annotations,
        database: field(databaseSchema, {
          description:
            'PostgreSQL database; required with more than one replica. Without one, Grafana uses SQLite.',
          expected: '{host, name, user, password or existingSecret, sslMode}',
          example: { host: 'postgres.example.com:5432', existingSecret: 'grafana-database' },
        }).optional(),
        access: field(accessSchema, {
          description: 'Access to Grafana.',
          expected: '{kind: port-forward, ingress or gateway, …}',
          example: {
            kind: 'ingress',
            host: 'grafana.example.com',
            className: 'nginx',
            tlsSecret: 'grafana-tls',
          },
        }).prefault({ kind: 'port-forward' }),
      })
      .prefault({}),
    'Grafana on Kubernetes.',
    { replicas: 2 },
  ),
  collector: map(
    z
      .strictObject({
        enabled: field(flag, {
          description: 'Collect the logs of vLLM and of the stack.',
          example: true,
        }).default(true),
        ...sizeKeys('collector', 'collector'),
        namespaces: field(z.array(name), {
          description:
            'Namespaces whose pod logs are collected, in addition to those of `kubernetes.discovery`.',
          expected: 'a list of namespaces',
          example: ['llm-gateway'],
        }).default([]),
      })
      .prefault({}),
    'Grafana Alloy, the log collector.',
    { replicas: 2 },
  ),
  networkPolicies: map(
    z
      .strictObject({
        enabled: field(flag, {
          description: 'Restrict traffic to the connections that the stack needs.',
          example: true,
        }).default(true),
        egressPorts: field(z.array(port), {
          description:
            'Ports outside the cluster that Grafana and Alertmanager may connect to, besides those of the URLs in `alerts.contactPoints`: SMTP, other data sources.',
          expected: 'a list of whole numbers from 1 to 65535',
          example: [443, 587],
        }).default([443]),
        apiServerPorts: field(z.array(port).min(1), {
          description:
            'Ports of the API server (`kubectl get endpoints kubernetes`), for the operator, Prometheus and Alloy.',
          expected: 'a list of whole numbers from 1 to 65535',
          example: [8443],
        }).default([443, 6443]),
      })
      .prefault({}),
    'Network policies.',
    { enabled: true },
  ),
});
