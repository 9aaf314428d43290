import type { Candidate, Props } from './rule.ts';
import { at, bare, listOf, mapOf } from './values.ts';

export const DOCKER_CONTAINER = 'docker:index/container:Container';
export const DOCKER_IMAGE = 'docker:index/remoteImage:RemoteImage';
export const HELM_RELEASE = 'kubernetes:helm.sh/v3:Release';

/** Container properties that the rules check, on any backend; `undefined` if the resource leaves one to a chart's default. */
export interface Container {
  /** Path of the container in the resource. */
  readonly where: string;
  readonly image?: unknown;
  readonly memoryLimit: boolean;
  /** Not set on Docker: on a single machine, borrowing idle CPU is harmless. */
  readonly cpuLimit?: boolean;
  readonly healthCheck?: boolean;
  readonly security?: Security;
}

export interface Security {
  readonly dropsAll: boolean;
  readonly added: readonly unknown[];
  readonly readOnlyRoot: boolean;
  readonly noNewPrivileges: boolean;
  readonly privileged: boolean;
}

/**
 * The containers that a resource describes: itself, those of its pod template, or those that the values of a chart configure.
 */
export function containersOf({ type, props }: Candidate): Container[] {
  if (type === DOCKER_CONTAINER) return [dockerContainer(props)];
  if (type === HELM_RELEASE) return chartContainers(props);
  return POD_TEMPLATES.flatMap((path) => podContainers(at(props, path), path));
}

function dockerContainer(props: Props): Container {
  return {
    where: 'container',
    image: bare(props['image']),
    memoryLimit: Number(bare(props['memory']) ?? 0) > 0,
    healthCheck: ![undefined, 'NONE'].includes(bare(listOf(at(props, 'healthcheck.tests'))[0]) as string),
    security: {
      dropsAll: listOf(at(props, 'capabilities.drops')).includes('ALL'),
      added: listOf(at(props, 'capabilities.adds')),
      readOnlyRoot: bare(props['readOnly']) === true,
      noNewPrivileges: listOf(props['securityOpts']).some((option) =>
        /^no-new-privileges(:true)?$/.test(String(option)),
      ),
      privileged: bare(props['privileged']) === true,
    },
  };
}

/** Paths of the pod specification in the kinds of `apps/v1`, `batch/v1` and `v1`. */
const POD_TEMPLATES = ['spec.template.spec', 'spec.jobTemplate.spec.template.spec', 'spec'] as const;

function podContainers(spec: unknown, path: string): Container[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listOf(at(spec, list)).map((container, index) => ({
      where: `${path}.${list}[${index}]`,
      image: at(container, 'image'),
      ...limits(at(container, 'resources')),
      // Init containers need no health check.
      ...(list === 'containers'
        ? { healthCheck: Object.keys(mapOf(at(container, 'livenessProbe'))).length > 0 }
        : {}),
      security: podSecurity(at(container, 'securityContext')),
    })),
  );
}

/** Containers of a chart, by the path of their values; `security` if the chart's own default is not strict. */
interface ChartPart {
  readonly resources: string;
  readonly security?: string;
  /** Path of the replica count, if it may be 0. */
  readonly replicas?: string;
}

const CHARTS: Readonly<Record<string, readonly ChartPart[]>> = {
  grafana: [{ resources: 'resources', security: 'containerSecurityContext' }],
  alloy: [{ resources: 'alloy.resources', security: 'alloy.securityContext' }],
  'kube-prometheus-stack': [
    { resources: 'prometheus.prometheusSpec.resources' },
    { resources: 'prometheusOperator.resources', security: 'prometheusOperator.containerSecurityContext' },
  ],
  loki: [
    'singleBinary',
    'ingester',
    'distributor',
    'querier',
    'queryFrontend',
    'queryScheduler',
    'compactor',
    'indexGateway',
  ].map((part) => ({ resources: `${part}.resources`, replicas: `${part}.replicas` })),
};

function chartContainers(props: Props): Container[] {
  const chart = String(bare(props['chart']) ?? '');
  const name = /([a-z-]+?)(-[0-9][^/]*\.tgz)?$/.exec(chart)?.[1] ?? chart;
  const values = props['values'];
  return (CHARTS[name] ?? [])
    .filter(({ replicas }) => replicas === undefined || Number(at(values, replicas) ?? 0) > 0)
    .map(({ resources, security }) => ({
      where: `values.${resources.replace(/\.?resources$/, '') || 'image'}`,
      ...limits(at(values, resources)),
      ...(security === undefined ? {} : { security: podSecurity(at(values, security)) }),
    }));
}

function limits(resources: unknown): { memoryLimit: boolean; cpuLimit: boolean } {
  return {
    memoryLimit: at(resources, 'limits.memory') !== undefined,
    cpuLimit: at(resources, 'limits.cpu') !== undefined,
  };
}

function podSecurity(context: unknown): Security {
  return {
    dropsAll: listOf(at(context, 'capabilities.drop')).includes('ALL'),
    added: listOf(at(context, 'capabilities.add')),
    readOnlyRoot: at(context, 'readOnlyRootFilesystem') === true,
    noNewPrivileges: at(context, 'allowPrivilegeEscalation') === false,
    privileged: at(context, 'privileged') === true,
  };
}
