import { createHash } from 'node:crypto';
import { isSecret, type Recorded } from '../../helpers/mocks.ts';

/** A resource as recorded for a release: secrets masked, keys sorted, and only the UID of a dashboard. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** Name of its parent component. */
  readonly parent: string;
  readonly provider?: string;
  readonly retainOnDelete?: boolean;
  readonly protect?: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Identity of a resource across an upgrade. */
export interface Identity {
  /** Types from the outermost component to the resource, and the name: the basis of its URN. */
  readonly urn: string;
  /** True if its loss loses data or access. */
  readonly stateful: boolean;
  /** True if users keep links to it. */
  readonly linked?: true;
  /** True if the volume is kept when the resource is deleted. */
  readonly retainOnDelete?: true;
  /** True if Pulumi refuses to delete it. */
  readonly protect?: true;
  readonly provider?: string;
  /** Hash of the inputs that force a replacement. */
  readonly hash: string;
  /** These inputs, if the resource is stateful or linked, so that changes can be read. */
  readonly inputs?: unknown;
}

/**
 * Container inputs that change in place; any other forces a replacement (schema of the Docker provider,
 * `willReplaceOnChanges`). `healthcheck` forces one because the program sets `replaceOnChanges`.
 */
const IN_PLACE = new Set([
  ...[
    'destroyGraceSeconds',
    'init',
    'logs',
    'maxRetryCount',
    'memory',
    'memoryReservation',
    'memorySwap',
    'mustRun',
  ],
  ...['removeVolumes', 'restart', 'rm', 'start', 'tmpfs', 'wait', 'waitTimeout'],
]);

/** Paths in chart values of volume claim templates and StatefulSet names; both are immutable. */
const CLAIMS = /^(persistence|storageSpec|volumeClaimTemplates?|persistentVolumeClaimRetentionPolicy)$/;
const NAMES = /^(fullnameOverride|nameOverride)$/;

/** Inputs that force a replacement, by type; from the providers' schemas, as above. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'docker:index/network:Network': ['name', 'driver', 'internal', 'labels'],
  'docker:index/volume:Volume': ['name', 'driver', 'driverOpts', 'labels'],
  'grafana:alerting/contactPoint:ContactPoint': ['name', 'disableProvenance'],
  'grafana:alerting/ruleGroup:RuleGroup': ['name', 'folderUid'],
  'grafana:oss/dataSource:DataSource': ['uid'],
  'grafana:oss/folder:Folder': ['uid'],
};

/** Resources that links and dashboards refer to by UID. */
const LINKED = [
  'grafana:oss/dashboard:Dashboard',
  'grafana:oss/dataSource:DataSource',
  'grafana:oss/folder:Folder',
];

export function resourceOf({
  type,
  name,
  parent,
  provider,
  retainOnDelete,
  protect,
  inputs,
}: Recorded): Resource {
  return {
    type,
    name,
    parent,
    provider,
    retainOnDelete,
    protect,
    inputs: comparable(inputs) as Resource['inputs'],
  };
}

/** Hashes in records of earlier releases are computed over this form, in which a multi-line text is a list. */
function comparable(value: unknown, key = ''): unknown {
  if (isSecret(value)) return '[secret]';
  if (typeof value === 'string') {
    if (key === 'configJson') return { uid: (JSON.parse(value) as { uid: string }).uid };
    return value.includes('\n') ? value.split('\n') : value;
  }
  if (Array.isArray(value)) return value.map((inner) => comparable(inner));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([inner, content]) => [inner, comparable(content, inner)]));
}

/** Identities of resources, sorted. Providers and pulled images are excluded because nothing is lost with them. */
export function identitiesOf(resources: readonly Resource[]): Identity[] {
  const components = new Map(
    resources.filter(({ type }) => type.startsWith('llm-monitoring:')).map((one) => [one.name, one]),
  );
  const pathOf = ({ type, name, parent }: Resource): string => {
    const owner = name === parent && type.startsWith('llm-monitoring:') ? undefined : components.get(parent);
    return owner ? `${pathOf(owner)}$${type}` : type;
  };
  return resources
    .filter(({ type }) => !/^(pulumi:providers:|llm-monitoring:|docker:index\/remoteImage)/.test(type))
    .map((one) => identityOf(one, `${pathOf(one)}::${one.name}`))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function identityOf(resource: Resource, urn: string): Identity {
  const { retainOnDelete, protect, provider } = resource;
  const stateful = isStateful(resource);
  const linked = LINKED.includes(resource.type);
  const inputs = replacingInputs(resource);
  return {
    urn,
    stateful,
    ...(linked ? { linked } : {}),
    ...(retainOnDelete ? { retainOnDelete } : {}),
    ...(protect ? { protect } : {}),
    ...(provider ? { provider } : {}),
    hash: hashOf(inputs),
    ...(stateful || linked ? { inputs } : {}),
  };
}

/** Volumes of data, releases (charts create claims), the namespace of claims, generated passwords, protected resources. */
function isStateful({ type, retainOnDelete, protect }: Resource): boolean {
  return (
    retainOnDelete === true ||
    protect === true ||
    ['kubernetes:helm.sh/v3:Release', 'kubernetes:core/v1:Namespace'].includes(type) ||
    type.startsWith('random:') ||
    type.includes(':PersistentVolumeClaim')
  );
}

function replacingInputs({ type, inputs }: Resource): unknown {
  if (type === 'docker:index/container:Container') return without(inputs, IN_PLACE);
  if (type === 'kubernetes:helm.sh/v3:Release') {
    const { name, namespace, values } = inputs;
    return { name, namespace, fixed: fixedValues(values) };
  }
  if (type === 'grafana:oss/dashboard:Dashboard')
    return { uid: (inputs['configJson'] as { uid: string }).uid };
  if (type.startsWith('random:')) return inputs;
  if (type.startsWith('kubernetes:')) {
    const { apiVersion, kind, metadata } = inputs;
    const { name, namespace } = (metadata ?? {}) as Record<string, unknown>;
    return { apiVersion, kind, name, namespace };
  }
  return Object.fromEntries((REPLACING[type] ?? []).map((key) => [key, inputs[key]]));
}

function without(inputs: Resource['inputs'], keys: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !keys.has(key)));
}

/** The immutable parts of a chart's values, by path. */
function fixedValues(values: unknown, path = ''): Record<string, unknown> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.assign(
    {},
    ...Object.entries(values).map(([key, value]) => {
      const here = path === '' ? key : `${path}.${key}`;
      return CLAIMS.test(key) || NAMES.test(key) ? { [here]: value as unknown } : fixedValues(value, here);
    }),
  ) as Record<string, unknown>;
}

const hashOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
