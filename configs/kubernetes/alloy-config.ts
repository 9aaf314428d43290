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

/** Folder of the credentials for an external Loki. */
export const CREDENTIALS_PATH = '/etc/alloy-credentials';
export const PASSWORD_FILE = 'password';
export const TOKEN_FILE = 'token';
export const CA_FILE = 'ca.crt';

/** The Kubernetes source labels its entries with its own name, the same in every pod; `instance` distinguishes the pods. */
const SOURCE_NAME: Stage = { kind: 'dropLabels', names: ['job'] };

/** Namespaces whose logs Alloy reads completely: the stack's own, and `collector.namespaces`. */
const wholeNamespaces = (settings: Settings): string[] => [
  namespaceOf(settings),
  ...settings.kubernetes.collector.namespaces,
];

/** All namespaces in which Alloy reads pod logs. */
export function collectedNamespaces(settings: Settings): string[] {
  const found = settings.kubernetes.discovery.flatMap(({ namespaces }) => namespaces);
  return [...new Set([...wholeNamespaces(settings), ...found])].sort();
}

/**
 * Text of the Alloy configuration on Kubernetes. Logs are read through the API server, so that no pod needs access to the disk
 * of its node, and the collectors distribute the pods among themselves.
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

/** All pods of the stack's own namespaces; pods with vLLM by their labels. */
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
      // Services have labels of their own; their pods are read through `collector.namespaces`.
      if (namespaces.length === 0 || discovery.by === 'service') return [];
      const label = discovery.name.replaceAll('-', '_');
      return [source(`vllm_${label}`, namespaces, selectorText(presetOf(discovery).selector))];
    }),
  ];
}

type Rule = Readonly<Record<string, Value>>;

/** The stream labels of the Docker stack, and two Kubernetes names. */
function rules({ name }: Settings): Rule[] {
  const copy = (from: string, to: string, regex = '(.+)'): Rule => ({
    source_labels: [from],
    regex,
    target_label: to,
  });
  return [
    // A finished pod logs no more, and its log is deleted with it.
    { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' },
    { target_label: 'stack', replacement: name },
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
    // The last matching rule wins.
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
      // Retries forever: reading pauses meanwhile, and the lines stay on the nodes.
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
