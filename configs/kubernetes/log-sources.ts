import { type Block, CONTAINER_LABELS, expression, type Value } from '../logs/index.ts';
import { DEMO_BACKEND_JOB } from '../demo/models.ts';
import { demoNamespaceOf, demoPodLabels, discoveriesOf } from '../inventory/demo.ts';
import { namespaceOf, podLabelsOf } from '../inventory/kubernetes.ts';
import { managedParts } from '../inventory/managed.ts';
import type { Settings } from '../settings/index.ts';
import { type KubernetesPart, partOf } from '../stack/parts.ts';
import { escapeRegex } from '../text/escape-regex.ts';
import type { Selector } from './manifest.ts';
import { routerJob, routerKindOf } from '../inventory/gateways.ts';
import { presetOf, ROUTERS, selectorText } from './presets.ts';

type Rule = Readonly<Record<string, Value>>;

/** Pods whose logs are read, and the value of `service_name` that they get. */
interface Source {
  /** Name in Alloy's configuration. */
  readonly label: string;
  readonly namespaces: readonly string[];
  /** Of pods, or of services if `by` says so; without one, all pods of the namespaces. */
  readonly selector?: Selector;
  readonly by: 'pod' | 'service';
  /** The job that scrapes them; without one, pods are named after their own label or container. */
  readonly job?: string;
}

/** Namespaces of which Alloy reads every pod: the one of the stack, and `collector.namespaces`. */
const wholeNamespaces = (settings: Settings): string[] => [
  ...new Set([namespaceOf(settings), ...settings.kubernetes.collector.namespaces]),
];

/** Every namespace that Alloy reads pods of. */
export function collectedNamespaces(settings: Settings): string[] {
  return [...new Set(sources(settings).flatMap(({ namespaces }) => namespaces))].sort();
}

/** True if pods are found through their Services, which Alloy then needs permission to read. */
export const readsServices = (settings: Settings): boolean =>
  sources(settings).some(({ by }) => by === 'service');

/** The pods of each discovery, by the selector of its scrape; then the remaining pods of the namespaces that are read completely. */
function sources(settings: Settings): Source[] {
  const whole = wholeNamespaces(settings);
  const found = discoveriesOf(settings).flatMap((discovery): Source[] => {
    const { name, by } = discovery;
    const router = routerKindOf(discovery);
    const source = (job: string, selector: Selector, namespaces: readonly string[]): Source => ({
      label: `job_${job.replaceAll('-', '_')}`,
      job,
      by,
      namespaces,
      selector,
    });
    // Pods do not say which services select them, and a line must not be read twice.
    const namespaces =
      by === 'pod'
        ? discovery.namespaces
        : discovery.namespaces.filter((namespace) => !whole.includes(namespace));
    return [
      ...(namespaces.length > 0 ? [source(name, presetOf(discovery).selector, namespaces)] : []),
      ...(router ? [source(routerJob(name), ROUTERS[router].selector, discovery.namespaces)] : []),
    ];
  });
  return [...found, ...loadDriver(settings), { label: 'stack', namespaces: whole, by: 'pod' }];
}

/** The load driver of the demo, whose job is its backend API. */
const loadDriver = (settings: Settings): Source[] =>
  settings.demo
    ? [
        {
          label: 'job_demo_backend',
          job: DEMO_BACKEND_JOB,
          by: 'pod',
          namespaces: [demoNamespaceOf(settings)],
          selector: { matchLabels: demoPodLabels(settings, DEMO_BACKEND_JOB) },
        },
      ]
    : [];

/** The blocks that find the pods, and the expression for what they find. */
export function logSources(settings: Settings): { readonly blocks: Block[]; readonly targets: Value } {
  const all = sources(settings);
  const blocks = all.flatMap((source, index) => {
    const earlier = all.slice(0, index);
    return [
      discovery(source),
      {
        name: 'discovery.relabel',
        label: source.label,
        attributes: { targets: expression(`discovery.kubernetes.${source.label}.targets`) },
        blocks: rules(settings, source, earlier).map((attributes) => ({ name: 'rule', attributes })),
      },
    ];
  });
  const outputs = all.map(({ label }) => `discovery.relabel.${label}.output`);
  return { blocks, targets: expression(`array.concat(${outputs.join(', ')})`) };
}

function discovery({ label, namespaces, selector, by }: Source): Block {
  const role = by === 'pod' ? 'pod' : 'endpointslice';
  return {
    name: 'discovery.kubernetes',
    label,
    attributes: { role },
    blocks: [
      { name: 'namespaces', attributes: { names: namespaces } },
      // A slice carries the labels of its service.
      ...(selector === undefined
        ? []
        : [{ name: 'selectors', attributes: { role, label: selectorText(selector) } }]),
    ],
  };
}

const POD_LABEL = '__meta_kubernetes_pod_label_';
const metaName = (key: string) => key.replaceAll(/[^a-zA-Z0-9_]/g, '_');

/** Drops the pods that an earlier source reads. */
function alreadyRead({ selector, namespaces, by }: Source): Rule[] {
  if (selector === undefined || by === 'service') return [];
  const conditions: (readonly [label: string, regex: string])[] = [
    ['__meta_kubernetes_namespace', namespaces.map(escapeRegex).join('|')],
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]) => [`${POD_LABEL}${metaName(key)}`, escapeRegex(value)] as const,
    ),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
      operator === 'Exists'
        ? ([`__meta_kubernetes_pod_labelpresent_${metaName(key)}`, 'true'] as const)
        : ([`${POD_LABEL}${metaName(key)}`, values.map(escapeRegex).join('|')] as const),
    ),
  ];
  return [
    {
      source_labels: conditions.map(([label]) => label),
      regex: conditions.map(([, regex]) => `(?:${regex})`).join(';'),
      action: 'drop',
    },
  ];
}

/** Parts whose pods are named otherwise than their job. */
function renamedParts(settings: Settings): Rule[] {
  const labels = podLabelsOf(settings);
  return managedParts(settings).flatMap((name) => {
    const { job, kubernetes } = partOf(name);
    if (job === undefined || kubernetes === undefined || kubernetes.podName === job) return [];
    const own = Object.entries(labels[name as KubernetesPart]);
    return [
      {
        source_labels: own.map(([key]) => `${POD_LABEL}${metaName(key)}`),
        regex: own.map(([, value]) => escapeRegex(value)).join(';'),
        target_label: 'service_name',
        replacement: job,
      },
    ];
  });
}

/** The labels that the Docker stack's streams have, the namespace, and the pod as `instance`, which the pod's metrics have too. */
function rules(settings: Settings, source: Source, earlier: readonly Source[]): Rule[] {
  const copy = (from: string, to: string, regex = '(.+)'): Rule => ({
    source_labels: [from],
    regex,
    target_label: to,
  });
  return [
    // A pod that ended has nothing more to say, and its log is gone with it.
    { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
    ...earlier.flatMap(alreadyRead),
    { target_label: 'stack', replacement: settings.name },
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_pod_name', 'instance'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    // The last that applies holds.
    ...(source.job === undefined
      ? [
          copy('__meta_kubernetes_pod_container_name', 'service_name'),
          copy(`${POD_LABEL}app_kubernetes_io_name`, 'service_name'),
          ...renamedParts(settings),
        ]
      : [{ target_label: 'service_name', replacement: source.job }]),
    // An annotation: a label of Kubernetes cannot hold the "/" of most names, and another name than that of the metrics finds no line.
    copy(`__meta_kubernetes_pod_annotation_${metaName(CONTAINER_LABELS.model)}`, 'model_name'),
  ];
}
