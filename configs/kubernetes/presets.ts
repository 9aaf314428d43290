import type { Settings } from '../settings/index.ts';
import type { Selector } from './manifest.ts';

type Discovery = Settings['kubernetes']['discovery'][number];

/** How pods with vLLM are told, and where their metrics are. */
export interface Preset {
  readonly selector: Selector;
  /** Name or number of a port that the pod declares. */
  readonly port?: string | number;
  /** The one container and port to ask, for pods that declare no port. */
  readonly container?: { readonly name: string; readonly port: number };
  readonly scheme: 'http' | 'https';
  /** The certificate is made by the project itself, and no CA to check it with is published. */
  readonly selfSigned?: true;
}

const PRODUCTION_STACK = 'vllm-stack';

/**
 * Conventions of the projects, as their charts and controllers set them:
 *
 * - production-stack: `helm/templates/_helpers.tpl` (`chart.engineCommonLabels`), `deployment-vllm-multi.yaml`.
 * - llm-d: label `llm-d.ai/role` of `llm-d-modelservice` and of the guides; 8000 is vLLM, or the routing sidecar, which
 *   passes `/metrics` on.
 * - kserve: `pkg/constants/constants.go` (`InferenceServiceLabel`); its runtimes listen on 8080 and declare no port.
 * - kserve-llm: `LLMInferenceService`; workload pods carry `kserve.io/component`, listen on 8000, with a certificate
 *   that the controller signs itself.
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
      matchExpressions: [{ key: 'llm-d.ai/role', operator: 'In', values: ['both', 'decode', 'prefill'] }],
    },
    port: 8000,
    scheme: 'http',
  },
  kserve: {
    selector: { matchExpressions: [{ key: 'serving.kserve.io/inferenceservice', operator: 'Exists' }] },
    container: { name: 'kserve-container', port: 8080 },
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
};

/**
 * Gateways that a discovery finds beside vLLM:
 *
 * - production-stack: `helm/templates/deployment-router.yaml`.
 * - llm-d: `config/charts/epplib` of llm-d-inference-scheduler 0.8, `config/charts/routerlib` of llm-d-router 0.9 and 0.10, whose
 *   pods carry the mode of the endpoint picker as a label. It serves its metrics without a token if
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

/** The preset of a discovery, with what the discovery says itself put over it. */
export function presetOf({ preset, selector, port, scheme }: Discovery): Preset {
  const base: Preset = preset === 'labels' ? { selector: {}, scheme: 'http' } : PRESETS[preset];
  const { container, ...rest } = base;
  return {
    ...rest,
    selector: {
      ...base.selector,
      ...(Object.keys(selector).length > 0 || base.selector.matchLabels
        ? { matchLabels: { ...base.selector.matchLabels, ...selector } }
        : {}),
    },
    ...(port === undefined ? (container ? { container } : {}) : { port }),
    scheme: scheme ?? base.scheme,
  };
}

/** A selector as Kubernetes' API takes it in a query. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      operator === 'Exists' ? key : `${key} in (${values.join(',')})`,
    ),
  ].join(',');
}
