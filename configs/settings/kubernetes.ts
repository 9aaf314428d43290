import * as z from 'zod';
import { field, name, port } from './fields.ts';
import { accessSchema } from './kubernetes-access.ts';
import { discoverySchema } from './kubernetes-discovery.ts';
import { databaseSchema, longTermSchema, objectName, objectStoreSchema } from './kubernetes-stores.ts';
import { SIZE_CLASSES, SIZES, type Server, type ServerSize } from './kubernetes-sizes.ts';

const of = (server: Server, key: keyof ServerSize) =>
  `${SIZE_CLASSES.staging[server][key]} in size staging and ${SIZE_CLASSES.prod[server][key]} in prod`;

/** The keys of a server that its size class sets; the class counts where they are not given. */
const sizeKeys = (server: Server, name: string) => ({
  replicas: field(z.int().min(1).max(50), {
    description: `Number of ${name}s; ${of(server, 'replicas')}.`,
    expected: 'a whole number from 1 to 50',
    example: SIZE_CLASSES.prod[server].replicas,
  }).optional(),
  storage: field(z.string().regex(/^[1-9][0-9]*(Mi|Gi|Ti)$/), {
    description: `Disk of each ${name}; ${of(server, 'storage')}.`,
    expected: 'a size such as "50Gi"',
    example: SIZE_CLASSES.prod[server].storage,
  }).optional(),
  cpu: field(z.string().regex(/^([1-9][0-9]*m|[1-9][0-9]*(\.[0-9]+)?)$/), {
    description: `CPU limit of each ${name}, half of which is reserved; ${of(server, 'cpu')}.`,
    expected: 'a number of cores such as "2" or "500m"',
    example: SIZE_CLASSES.prod[server].cpu,
  }).optional(),
});

const annotations = field(z.record(z.string(), z.string()), {
  description: 'Annotations of the service account: how a cloud gives pods an identity.',
  expected: 'a map of text to text',
  example: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/llm-monitoring' },
}).default({});

const map = <T extends z.ZodType>(schema: T, description: string, example: unknown) =>
  field(schema, { description, expected: 'a map of the keys below', example });

export const kubernetesSchema = z.strictObject({
  context: field(z.string().min(1), {
    description: 'Context of the kubeconfig; where none is given, the current one.',
    expected: 'the name of a context',
    example: 'prod-eu-1',
  }).optional(),
  namespace: field(name, {
    description: 'Namespace of everything; where none is given, the name of the stack.',
    expected: 'lower-case letters, digits and "-", at most 63',
    example: 'llm-monitoring',
  }).optional(),
  createNamespace: field(z.boolean(), {
    description:
      'Make the namespace; false where it exists, with Secrets of your own in it, say, or made by those who may.',
    expected: 'true or false',
    example: false,
  }).default(true),
  size: field(z.enum(SIZES), {
    description: 'Size class: replicas, disks, CPU and disruption budgets.',
    expected: `one of ${SIZES.join(', ')}`,
    example: 'prod',
  }).default('staging'),
  protect: field(z.boolean(), {
    description: 'Refuse to delete what holds data; true in size prod.',
    expected: 'true or false',
    example: true,
  }).optional(),
  waitForReady: field(z.boolean(), {
    description: 'Wait until everything runs; false for clusters whose nodes come later.',
    expected: 'true or false',
    example: true,
  }).default(true),
  charts: field(z.string().regex(/^(oci:\/\/|https:\/\/|\.{0,2}\/).+[^/]$/), {
    description:
      'Where all charts come from instead of their own registries: a mirror, or a folder of `<chart>-<version>.tgz`.',
    expected: 'an oci:// or https:// URL, or a path that begins with "/", "./" or "../"',
    example: 'oci://registry.example.com/charts',
  }).optional(),
  imageRegistry: field(z.string().regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/), {
    description: 'Registry that all images come from instead of their own.',
    expected: 'a host, with or without port and path',
    example: 'registry.example.com',
  }).optional(),
  imagePullSecret: field(objectName, {
    description: 'Secret with the credentials for the registry.',
    expected: 'the name of a secret in the namespace of the stack',
    example: 'registry',
  }).optional(),
  storageClass: field(objectName, {
    description: 'Storage class of all disks; where none is given, the default of the cluster.',
    expected: 'the name of a storage class',
    example: 'fast-ssd',
  }).optional(),
  operator: field(z.enum(['own', 'existing']), {
    description:
      'Put up the Prometheus operator and its resource definitions, or use those that the cluster has; with `prometheus.existing` too, monitors and rules are made for that Prometheus.',
    expected: 'own or existing',
    example: 'existing',
  }).default('own'),
  monitorLabels: field(z.record(z.string(), z.string()), {
    description:
      'Labels of monitors, ScrapeConfigs and PrometheusRules, for a Prometheus of the cluster that picks them by label.',
    expected: 'a map of text to text',
    example: { release: 'kube-prometheus-stack' },
  }).default({}),
  clusterMetrics: field(z.boolean(), {
    description:
      'Also run kube-state-metrics and node-exporter (the latter in a namespace of its own, as it needs the host).',
    expected: 'true or false',
    example: false,
  }).default(false),
  discovery: field(z.array(discoverySchema), {
    description: 'Where vLLM is found in the cluster; what runs outside is in `targets`.',
    expected: 'a list of discoveries',
    example: [{ name: 'vllm', preset: 'production-stack', namespaces: ['llm'] }],
  }).default([]),
  prometheus: map(
    z
      .strictObject({
        ...sizeKeys('prometheus', 'Prometheus server'),
        serviceAccount: annotations,
        longTerm: field(longTermSchema, {
          description: 'Send all samples to a larger store, and let Grafana ask there.',
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
    'Alertmanager on Kubernetes; it runs with `alerts.engine: prometheus` where `alerts.alertmanagers` names none.',
    { replicas: 2 },
  ),
  loki: map(
    z
      .strictObject({
        mode: field(z.enum(['monolithic', 'distributed']), {
          description: 'One program in every pod (to about 20 GB a day and replica), or one pod a role.',
          expected: 'monolithic or distributed',
          example: 'monolithic',
        }).default('monolithic'),
        ...sizeKeys('loki', 'Loki server'),
        objectStore: field(objectStoreSchema, {
          description:
            'Object store; needed from two replicas on. Without one, logs are on the disk of the pod.',
          expected: '{kind, bucket, region, endpoint, account, accessKeyId, secretAccessKey, existingSecret}',
          example: { kind: 's3', bucket: 'llm-logs', region: 'eu-central-1' },
        }).optional(),
        serviceAccount: annotations,
      })
      .prefault({}),
    'Loki on Kubernetes.',
    { mode: 'monolithic', replicas: 3 },
  ),
  grafana: map(
    z
      .strictObject({
        ...sizeKeys('grafana', 'Grafana server'),
        serviceAccount: annotations,
        database: field(databaseSchema, {
          description:
            'Postgres; needed from two replicas on. Without one, Grafana keeps its data in SQLite.',
          expected: '{host, name, user, password or existingSecret, sslMode}',
          example: { host: 'postgres.example.com:5432', existingSecret: 'grafana-database' },
        }).optional(),
        access: field(accessSchema, {
          description: 'How Grafana is reached.',
          expected: '{kind: port-forward, ingress or gateway, …}',
          example: { kind: 'ingress', host: 'grafana.example.com', tlsSecret: 'grafana-tls' },
        }).prefault({ kind: 'port-forward' }),
      })
      .prefault({}),
    'Grafana on Kubernetes.',
    { replicas: 2 },
  ),
  collector: map(
    z
      .strictObject({
        enabled: field(z.boolean(), {
          description: 'Collect the logs of vLLM and of the stack itself.',
          expected: 'true or false',
          example: true,
        }).default(true),
        ...sizeKeys('collector', 'collector'),
        namespaces: field(z.array(name), {
          description: 'Further namespaces whose pods are read, beside those of `discovery`.',
          expected: 'a list of namespaces',
          example: ['llm-gateway'],
        }).default([]),
      })
      .prefault({}),
    'Grafana Alloy, which collects the logs.',
    { replicas: 2 },
  ),
  networkPolicies: map(
    z
      .strictObject({
        enabled: field(z.boolean(), {
          description: 'Allow only the connections that the stack needs.',
          expected: 'true or false',
          example: true,
        }).default(true),
        egressPorts: field(z.array(port), {
          description:
            'Ports outside the cluster that Grafana and Alertmanager may reach: messages, other data sources.',
          expected: 'a list of whole numbers from 1 to 65535',
          example: [443, 587],
        }).default([443]),
      })
      .prefault({}),
    'Network policies.',
    { enabled: true },
  ),
});
