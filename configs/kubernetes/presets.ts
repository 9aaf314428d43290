import type { Settings } from '../settings/index.ts';
import type { RelabelRule } from '../prometheus/scrape-job.ts';
import { defined } from '../text/defined.ts';
import type { Selector } from './manifest.ts';

type Discovery = Settings['kubernetes']['discovery'][number];

/** Pod selector of vLLM and the location of its metrics. */
export interface Preset {
  readonly selector: Selector;
  /** Name of a declared port, or numbers of ports, which the pod need not declare. */
  readonly port?: string | number | readonly number[];
  /** Pod labels with the number of the port; the last that is set applies. */
  readonly portLabels?: readonly string[];
  /** Container to scrape, if others of the pod do not serve metrics of vLLM. */
  readonly container?: string;
  /** Rules that turn the names of the metrics into those of vLLM. */
  readonly renamed?: readonly RelabelRule[];
  readonly scheme: 'http' | 'https';
  /** The project uses a self-signed certificate and publishes no CA to verify it. */
  readonly selfSigned?: true;
}

const PRODUCTION_STACK = 'vllm-stack';

/**
 * Conventions of the projects, from their charts and controllers:
 *
 * - production-stack: `helm/templates/_helpers.tpl` (`chart.engineCommonLabels`), `deployment-vllm-multi.yaml`.
 * - llm-d: label `llm-d.ai/role` of `llm-d-modelservice` and of the guides; port 8000 is vLLM, or the routing sidecar, which
 * forwards `/metrics`.
 * - kserve: `pkg/constants/constants.go` (`InferenceServiceLabel`); its runtimes listen on 8080 and declare no port.
 * - leader-worker-set: labels of LeaderWorkerSet; only the leader of a group serves metrics, on the port of vLLM's guide
 * (`docs/deployment/frameworks/lws.md`).
 * - aibrix: `pkg/constants/model.go`; the ports are labels.
 * - ray: labels and metrics port of KubeRay; Ray adds a prefix and replaces the colon (vllm `v1/metrics/ray_wrappers.py`).
 * - dynamo: labels and port of the operator of NVIDIA Dynamo, whose workers forward the metrics of vLLM.
 * - kserve-llm: `LLMInferenceService`; workload pods have `kserve.io/component` and listen on 8000 with a certificate signed by
 * the controller itself.
 */
const PRESETS: Readonly<Record<Exclude<Discovery['preset'], 'labels'>, Preset>> = {
  'production-stack': {
    selector: {
      matchLabels: {
        'app.kubernetes.io/part-of': PRODUCTION_STACK,
        'app.kubernetes.io/component': 'serving-engine',
      },
    },
    port: 'container-port',
    scheme: 'http',
  },
  'llm-d': {
    selector: {
      // Roles differ between releases: `both` became `prefill-decode`, and `encode` was added.
      matchExpressions: [{ key: 'llm-d.ai/role', operator: 'Exists' }],
    },
    port: 8000,
    scheme: 'http',
  },
  kserve: {
    selector: { matchExpressions: [{ key: 'serving.kserve.io/inferenceservice', operator: 'Exists' }] },
    container: 'kserve-container',
    port: 8080,
    scheme: 'http',
  },
  'kserve-llm': {
    selector: {
      matchLabels: {
        'app.kubernetes.io/part-of': 'llminferenceservice',
        'kserve.io/component': 'workload',
      },
    },
    port: 8000,
    scheme: 'https',
    selfSigned: true,
  },
  'leader-worker-set': {
    selector: {
      matchLabels: { 'leaderworkerset.sigs.k8s.io/worker-index': '0' },
      matchExpressions: [{ key: 'leaderworkerset.sigs.k8s.io/name', operator: 'Exists' }],
    },
    port: 8080,
    scheme: 'http',
  },
  aibrix: {
    selector: { matchExpressions: [{ key: 'model.aibrix.ai/name', operator: 'Exists' }] },
    port: 8000,
    portLabels: ['model.aibrix.ai/port', 'model.aibrix.ai/metric-port'],
    scheme: 'http',
  },
  ray: {
    selector: { matchLabels: { 'ray.io/is-ray-node': 'yes' } },
    port: 'metrics',
    scheme: 'http',
    renamed: [
      {
        source_labels: ['__name__'],
        regex: 'ray_vllm[:_](.+)',
        target_label: '__name__',
        replacement: 'vllm:$1',
      },
      // Metrics of Ray itself, which nothing reads.
      { action: 'drop', source_labels: ['__name__'], regex: 'ray_.+' },
    ],
  },
  dynamo: {
    selector: {
      matchLabels: { 'nvidia.com/metrics-enabled': 'true' },
      matchExpressions: [
        { key: 'nvidia.com/dynamo-component-type', operator: 'In', values: ['worker', 'prefill', 'decode'] },
      ],
    },
    port: 'system',
    scheme: 'http',
  },
};

/**
 * Gateways that a discovery finds besides vLLM:
 *
 * - production-stack: `helm/templates/deployment-router.yaml`.
 * - llm-d: `config/charts/epplib` of llm-d-inference-scheduler 0.8, `config/charts/routerlib` of llm-d-router 0.9 and 0.10, whose
 *   pods have the mode of the endpoint picker as a label. It serves its metrics without a token if
 *   `monitoring.prometheus.auth.enabled` is false there.
 */
export const ROUTERS: Readonly<Record<'production-stack-router' | 'llm-d-epp', Preset>> = {
  'production-stack-router': {
    selector: {
      matchLabels: {
        'app.kubernetes.io/part-of': PRODUCTION_STACK,
        'app.kubernetes.io/component': 'router',
      },
    },
    port: 'router-port',
    scheme: 'http',
  },
  'llm-d-epp': {
    selector: { matchExpressions: [{ key: 'llm-d.ai/igw-mode', operator: 'Exists' }] },
    port: 'metrics',
    scheme: 'http',
  },
};

/** The preset of a discovery, overridden by the settings of the discovery. */
export function presetOf({ preset, selector, port, scheme }: Discovery): Preset {
  const base: Preset = preset === 'labels' ? { selector: {}, scheme: 'http' } : PRESETS[preset];
  const { container, portLabels, ...rest } = base;
  return {
    ...rest,
    selector: {
      ...base.selector,
      ...(Object.keys(selector).length > 0 || base.selector.matchLabels
        ? { matchLabels: { ...base.selector.matchLabels, ...selector } }
        : {}),
    },
    ...(port === undefined ? defined({ container, portLabels }) : { port }),
    scheme: scheme ?? base.scheme,
  };
}

/** A selector in the query syntax of the Kubernetes API. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      operator === 'Exists' ? key : `${key} in (${values.join(',')})`,
    ),
  ].join(',');
}
