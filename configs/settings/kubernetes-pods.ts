import * as z from 'zod';
import { partOf, PART_NAMES, type PodPart } from '../stack/parts.ts';
import { field, KEYS_BELOW } from './fields.ts';

/** Parts of the stack that can be placed on their own: those with pods, and the demo. The section of Alloy is `collector`. */
export type PlacedPart = Exclude<PodPart, 'alloy'> | 'collector' | 'demo';

export const PLACED_PARTS: readonly PlacedPart[] = [
  ...PART_NAMES.filter((name): name is PodPart => partOf(name).kubernetes?.podName !== undefined).map(
    (name) => (name === 'alloy' ? 'collector' : name),
  ),
  'demo',
];

const LABEL_KEY = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;

const labelKey = z.string().regex(LABEL_KEY);
const labelValue = z.string().regex(LABEL_VALUE).max(63);

/** Labels by which charts, operator and network policies select pods. */
const SELECTING = /^(app|release|app\.kubernetes\.io\/.+)$/;

const toleration = z.strictObject({
  key: field(labelKey, {
    description: 'Key of the taint; every taint if not set.',
    expected: 'the key of a taint',
    example: 'dedicated',
  }).optional(),
  operator: field(z.enum(['Equal', 'Exists']), {
    description: 'Compare the value of the taint, or accept any.',
    expected: 'Equal or Exists',
    example: 'Equal',
  }).default('Equal'),
  value: field(labelValue, {
    description: 'Value of the taint.',
    expected: 'the value of a taint',
    example: 'monitoring',
  }).optional(),
  effect: field(z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']), {
    description: 'Effect of the taint; every effect if not set.',
    expected: 'one of NoSchedule, PreferNoSchedule, NoExecute',
    example: 'NoSchedule',
  }).optional(),
  tolerationSeconds: field(z.int().min(0), {
    description: 'Seconds that pods stay on a node with a taint of effect NoExecute; forever if not set.',
    expected: 'a whole number of at least 0',
    example: 300,
  }).optional(),
});

const placementKeys = {
  nodeSelector: field(z.record(labelKey, labelValue), {
    description: 'Labels of the nodes that pods may run on.',
    expected: 'a map of label to value',
    example: { 'node-pool': 'monitoring' },
  }).optional(),
  tolerations: field(z.array(toleration), {
    description: 'Taints of nodes that pods tolerate.',
    expected: 'a list of {key, operator, value, effect, tolerationSeconds}',
    example: [{ key: 'dedicated', value: 'monitoring', effect: 'NoSchedule' }],
  }).optional(),
  priorityClassName: field(labelKey, {
    description: 'Priority class of the pods, an object of the cluster.',
    expected: 'the name of a priority class',
    example: 'monitoring',
  }).optional(),
};

const partPlacement = z.strictObject(placementKeys);

export const placementSchema = field(
  z
    .strictObject({
      ...placementKeys,
      parts: field(z.partialRecord(z.enum(PLACED_PARTS), partPlacement), {
        description: 'Placement of single parts; a key given here replaces that of all.',
        expected: `a map of part (${PLACED_PARTS.join(', ')}) to {nodeSelector, tolerations, priorityClassName}`,
        example: { loki: { nodeSelector: { 'node-pool': 'storage' } } },
      }).default({}),
    })
    .prefault({}),
  {
    description:
      'Nodes and priority of all pods. The node exporter, which runs on every node, takes the priority class only.',
    expected: KEYS_BELOW,
    example: { nodeSelector: { 'node-pool': 'monitoring' }, priorityClassName: 'monitoring' },
  },
);

export const podLabelsSchema = field(
  z.record(
    labelKey.refine((key) => !SELECTING.test(key)),
    labelValue,
  ),
  {
    description: 'Labels of all pods, for example for cost allocation or a service mesh.',
    expected:
      'a map of label to value, without "app", "release" and "app.kubernetes.io/…", which select pods',
    example: { team: 'ml-platform' },
  },
).default({});

export const podAnnotationsSchema = field(z.record(labelKey, z.string()), {
  description: 'Annotations of all pods.',
  expected: 'a map of text to text',
  example: { 'sidecar.istio.io/inject': 'false' },
}).default({});

/** Releases whose values can be extended; the keys of `Release.part`. */
export const EXTENDED_RELEASES = ['definitions', 'prometheus', 'loki', 'grafana', 'alloy'] as const;

export const helmValuesSchema = field(
  z.partialRecord(z.enum(EXTENDED_RELEASES), z.record(z.string(), z.unknown())),
  {
    description:
      'Additional values of the Helm releases, by release: maps are merged with the values of the stack, everything else replaces them. Put no secrets here: values are stored in the release.',
    expected: `a map of release (${EXTENDED_RELEASES.join(', ')}) to the values of its chart`,
    example: { grafana: { 'grafana.ini': { users: { default_theme: 'light' } } } },
  },
).default({});
