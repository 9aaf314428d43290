import { type CrossCheck, onKubernetes } from './check.ts';
import { helmValuesCheck } from './helm-values.ts';
import { objectStores } from './object-stores.ts';
import {
  classOf,
  controllerNamespaceOf,
  isCloudLoadBalancer,
  loadBalancerRanges,
} from '../load-balancers.ts';
import type { ValidationError } from '../validation-error.ts';
import { sizeOf } from '../kubernetes-sizes.ts';
import { RESERVED_JOBS, RESERVED_KUBERNETES_JOBS } from '../../stack/reserved-jobs.ts';

/** The operator's chart truncates longer names, so that two objects could share one. */
const LONGEST_NAME = 26;

/** Stores that deduplicate replicas by the label `cluster` and a label for the replica. */
const BY_CLUSTER: readonly string[] = ['mimir', 'grafana-cloud', 'amp'];

const nameLength = onKubernetes(['name', 'prometheus'], ({ name, prometheus }) =>
  name.length <= LONGEST_NAME || prometheus.existing
    ? []
    : [{ key: 'name', found: `"${name}"`, expected: `at most ${LONGEST_NAME} characters on Kubernetes` }],
);

const grafanaReplicas = onKubernetes(['grafana'], ({ grafana, kubernetes }) => {
  const { replicas } = sizeOf(kubernetes, 'grafana');
  const { database } = kubernetes.grafana;
  if (grafana.existing) return [];
  if (!database) {
    if (replicas === 1) return [];
    return [
      {
        key: 'kubernetes.grafana.database',
        found: `nothing, with ${replicas} replicas of Grafana`,
        expected: 'a PostgreSQL database for all replicas (SQLite supports one replica only), or 1 replica',
        example: '{host: "postgres.example.com:5432", existingSecret: "grafana-database"}',
      },
    ];
  }
  if ((database.password === undefined) !== (database.existingSecret === undefined)) return [];
  return [
    {
      key: 'kubernetes.grafana.database',
      found: database.password ? 'both password and existingSecret' : 'neither password nor existingSecret',
      expected: 'exactly one of them',
    },
  ];
});

const lokiReplicas = onKubernetes(['loki'], ({ loki, kubernetes }) => {
  const { mode, objectStore } = kubernetes.loki;
  const { replicas } = sizeOf(kubernetes, 'loki');
  if (loki.existing) return [];
  const errors: ValidationError[] = [];
  if (!objectStore && (replicas > 1 || mode === 'distributed')) {
    errors.push({
      key: 'kubernetes.loki.objectStore',
      found:
        mode === 'distributed'
          ? 'nothing, in mode distributed'
          : `nothing, with ${replicas} replicas of Loki`,
      expected: 'an object store for all replicas (a local disk supports one replica only), or 1 replica',
      example: '{kind: "s3", bucket: "llm-logs", region: "eu-central-1"}',
    });
  }
  if (replicas === 2 || (mode === 'distributed' && replicas < 3)) {
    errors.push({
      key: 'kubernetes.loki.replicas',
      found: String(replicas),
      expected: `${mode === 'distributed' ? '' : '1, or '}at least 3, because the replication factor is 3 and two copies must be written`,
    });
  }
  return errors;
});

const loadBalancer = onKubernetes(
  ['grafana'],
  ({ grafana, kubernetes: { networkPolicies, ...kubernetes } }) => {
    const { access } = kubernetes.grafana;
    if (grafana.existing || !networkPolicies.enabled || access.kind !== 'ingress') return [];
    if (loadBalancerRanges(access).length > 0 || controllerNamespaceOf(access) !== undefined) return [];
    if (!isCloudLoadBalancer(access))
      return [
        {
          key: 'kubernetes.grafana.access.controllerNamespace',
          found: `nothing, with ${classOf(access) === '' ? 'the default class' : `class ${classOf(access)}`}`,
          expected: 'the namespace of the ingress controller, which network policies have to allow',
          example: '"traefik"',
        },
      ];
    return [
      {
        key: 'kubernetes.grafana.access.sourceRanges',
        found: 'nothing, with a load balancer that connects to the pods',
        expected: 'the ranges of its subnets, which network policies have to allow',
        example: '["10.0.0.0/16"]',
      },
    ];
  },
);

/** Ports of mail servers: submission, with TLS, and relays. */
const SMTP = [25, 465, 587, 2525];

const mailPorts = onKubernetes(
  ['alerts', 'grafana'],
  ({ alerts, grafana, kubernetes: { networkPolicies } }) => {
    const { enabled, egressPorts } = networkPolicies;
    const mails = alerts.engine === 'grafana' && alerts.contactPoints.some(({ kind }) => kind === 'email');
    if (grafana.existing || !enabled || !mails || egressPorts.some((port) => SMTP.includes(port))) return [];
    return [
      {
        key: 'kubernetes.networkPolicies.egressPorts',
        found: `${JSON.stringify(egressPorts)}, with a contact point of kind email`,
        expected: 'the port of the mail server among them',
        example: '[443, 587]',
      },
    ];
  },
);

const replicaLabels = onKubernetes(['prometheus'], ({ prometheus, kubernetes }) => {
  const { longTerm } = kubernetes.prometheus;
  const { replicas } = sizeOf(kubernetes, 'prometheus');
  if (!longTerm || prometheus.existing || replicas === 1 || !BY_CLUSTER.includes(longTerm.kind)) return [];
  if (prometheus.externalLabels['cluster'] !== undefined) return [];
  return [
    {
      key: 'prometheus.externalLabels',
      found: 'no label "cluster"',
      expected: `a label "cluster", by which ${longTerm.kind} deduplicates the samples of ${replicas} replicas`,
      example: '{cluster: "eu-1"}',
    },
  ];
});

const discoveryNames = onKubernetes(['targets'], ({ targets, kubernetes: { discovery } }) => {
  const reserved = [...RESERVED_JOBS, ...RESERVED_KUBERNETES_JOBS];
  const taken = new Map(targets.map(({ name }, index) => [name, `targets[${index}]`]));
  return discovery.flatMap(({ name, router }, index) => {
    const key = `kubernetes.discovery[${index}].name`;
    return [name, ...(router ? [`${name}-router`] : [])].flatMap((job): ValidationError[] => {
      if (reserved.includes(job)) {
        return [{ key, found: `"${job}"`, expected: `a name other than ${reserved.join(', ')}` }];
      }
      const other = taken.get(job);
      if (other) return [{ key, found: `"${job}", the name of ${other}`, expected: 'a unique name' }];
      taken.set(job, `kubernetes.discovery[${index}]`);
      return [];
    });
  });
});

const discoveryShapes = onKubernetes([], ({ kubernetes: { discovery } }) =>
  discovery.flatMap(({ preset, by, selector, port, router }, index): ValidationError[] => {
    const key = (name: string) => `kubernetes.discovery[${index}].${name}`;
    const errors: ValidationError[] = [];
    if (preset === 'labels' && Object.keys(selector).length === 0) {
      errors.push({
        key: key('selector'),
        found: 'nothing',
        expected: 'labels that select vLLM, or a preset',
        example: '{"app.kubernetes.io/name": "vllm"}',
      });
    }
    if (preset === 'labels' && port === undefined) {
      errors.push({
        key: key('port'),
        found: 'nothing',
        expected: 'the port of the metrics',
        example: '8000',
      });
    }
    if (preset !== 'labels' && by === 'service') {
      errors.push({
        key: key('by'),
        found: '"service"',
        expected: `"pod", because preset ${preset} selects pods`,
      });
    }
    if (by === 'service' && (typeof port === 'number' || Array.isArray(port))) {
      errors.push({
        key: key('port'),
        found: JSON.stringify(port),
        expected: 'the name of a port of the service',
      });
    }
    if (router && preset !== 'production-stack' && preset !== 'llm-d') {
      errors.push({
        key: key('router'),
        found: 'true',
        expected: 'false, or preset production-stack or llm-d',
      });
    }
    return errors;
  }),
);

export const kubernetesChecks: readonly CrossCheck[] = [
  nameLength,
  grafanaReplicas,
  lokiReplicas,
  objectStores,
  loadBalancer,
  mailPorts,
  replicaLabels,
  discoveryNames,
  discoveryShapes,
  helmValuesCheck,
];
