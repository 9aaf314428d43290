import {
  alloyText,
  credentials,
  expression,
  type Block,
  pipeline,
  stageBlock,
  type Value,
  type Stage,
} from '../logs/index.ts';
import type { Settings } from '../settings/index.ts';
import { selectorText, presetOf } from './presets.ts';
import { lokiUrl } from '../inventory/addresses.ts';
import { namespaceOf } from '../inventory/kubernetes.ts';
import { defined } from '../text/defined.ts';

/** Folder of the credentials for a Loki of somebody else's. */
export const CREDENTIALS_PATH = '/etc/alloy-credentials';
export const PASSWORD_FILE = 'password';
export const TOKEN_FILE = 'token';
export const CA_FILE = 'ca.crt';

/** The source labels its lines with its own name, which is the same for all; with `instance` it says the pod. */
const SOURCE_NAME: Stage = { kind: 'dropLabels', names: ['job'] };

/** Namespaces that Alloy reads whole: our own, and those of `collector.namespaces`. */
const wholeNamespaces = (settings: Settings): string[] => [
  namespaceOf(settings),
  ...settings.kubernetes.collector.namespaces,
];

/** Every namespace that Alloy reads pods of. */
export function collectedNamespaces(settings: Settings): string[] {
  const found = settings.kubernetes.discovery.flatMap(({ namespaces }) => namespaces);
  return [...new Set([...wholeNamespaces(settings), ...found])].sort();
}

/**
 * Text of Alloy's configuration on Kubernetes. Lines come through the API server, so that no pod needs the disk of its
 * node, and the collectors share the pods among them.
 */
export function alloyConfig(settings: Settings): string {
  const sources = discoveries(settings);
  return alloyText([
    { name: 'logging', attributes: { level: 'warn', format: 'json' } },
    ...sources.map(({ block }) => block),
    {
      name: 'discovery.relabel',
      label: 'pods',
      attributes: {
        targets: expression(
          `array.concat(${sources.map(({ label }) => `discovery.kubernetes.${label}.targets`).join(', ')})`,
        ),
      },
      blocks: rules(settings).map((attributes) => ({ name: 'rule', attributes })),
    },
    {
      name: 'loki.source.kubernetes',
      label: 'pods',
      attributes: {
        targets: expression('discovery.relabel.pods.output'),
        forward_to: [expression('loki.process.lines.receiver')],
      },
      blocks: [{ name: 'clustering', attributes: { enabled: true } }],
    },
    {
      name: 'loki.process',
      label: 'lines',
      attributes: { forward_to: [expression('loki.write.loki.receiver')] },
      blocks: [SOURCE_NAME, ...pipeline(settings)].map(stageBlock),
    },
    { name: 'loki.write', label: 'loki', blocks: [endpoint(settings)] },
  ]);
}

interface Source {
  readonly label: string;
  readonly block: Block;
}

/** Our own namespaces whole; those with vLLM by the labels that its pods have. */
function discoveries(settings: Settings): Source[] {
  const whole = new Set(wholeNamespaces(settings));
  const source = (label: string, namespaces: readonly string[], selector?: string): Source => ({
    label,
    block: {
      name: 'discovery.kubernetes',
      label,
      attributes: { role: 'pod' },
      blocks: [
        { name: 'namespaces', attributes: { names: namespaces } },
        ...(selector === undefined
          ? []
          : [{ name: 'selectors', attributes: { role: 'pod', label: selector } }]),
      ],
    },
  });
  return [
    source('stack', [...whole]),
    ...settings.kubernetes.discovery.flatMap((discovery) => {
      const namespaces = discovery.namespaces.filter((namespace) => !whole.has(namespace));
      // Services carry labels of their own; their pods are read by `collector.namespaces`.
      if (namespaces.length === 0 || discovery.by === 'service') return [];
      const label = discovery.name.replaceAll('-', '_');
      return [source(`vllm_${label}`, namespaces, selectorText(presetOf(discovery).selector))];
    }),
  ];
}

type Rule = Readonly<Record<string, Value>>;

/** The labels that the Docker stack's streams have, and the two names of Kubernetes. */
function rules({ name }: Settings): Rule[] {
  const copy = (from: string, to: string, regex = '(.+)'): Rule => ({
    source_labels: [from],
    regex,
    target_label: to,
  });
  return [
    // A pod that ended has nothing more to say, and its log is gone with it.
    { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
    { target_label: 'stack', replacement: name },
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    // The last that applies holds.
    copy('__meta_kubernetes_pod_container_name', 'service_name'),
    copy('__meta_kubernetes_pod_label_app_kubernetes_io_name', 'service_name'),
    copy('__meta_kubernetes_pod_label_model', 'model_name'),
    copy('__meta_kubernetes_pod_label_llm_d_ai_model', 'model_name'),
    copy('__meta_kubernetes_pod_label_serving_kserve_io_inferenceservice', 'model_name'),
  ];
}

function endpoint(settings: Settings): Block {
  const { loki, logs } = settings;
  return {
    name: 'endpoint',
    attributes: {
      url: `${lokiUrl(settings).replace(/\/+$/, '')}/loki/api/v1/push`,
      ...defined({ tenant_id: logs.tenant }),
      // Without end: reading stops meanwhile, and the lines wait on the nodes.
      max_backoff_retries: 0,
      max_backoff_period: '10s',
    },
    blocks: credentials(loki.existing, {
      password: `${CREDENTIALS_PATH}/${PASSWORD_FILE}`,
      token: `${CREDENTIALS_PATH}/${TOKEN_FILE}`,
      ca: `${CREDENTIALS_PATH}/${CA_FILE}`,
    }),
  };
}
