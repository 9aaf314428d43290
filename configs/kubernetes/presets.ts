import type { RelabelRule } from '../prometheus/scrape-job.ts';
import type { Settings } from '../settings/index.ts';
import type { Selector } from './manifest.ts';

type Discovery = Settings['kubernetes']['discovery'][number];

/** Pod selector of vLLM and the location of its metrics. */
export interface Preset {
  readonly selector: Selector;
  /** Name or number of a declared port of the pod. */
  readonly port?: string | number;
  /** Container and port to scrape, for pods that declare no port. */
  readonly container?: { readonly name: string; readonly port: number };
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

export const ROUTER: Preset = {
  selector: {
    matchLabels: {
      'app.kubernetes.io/part-of': PRODUCTION_STACK,
      'app.kubernetes.io/component': 'router',
    },
  },
  port: 'router-port',
  scheme: 'http',
};

/**
 * Series of the production-stack router that duplicate those of the engines
 * (`src/vllm_router/services/metrics_service/__init__.py`). If kept, they would be counted twice.
 */
export const ROUTER_COPIES: RelabelRule = {
  action: 'drop',
  source_labels: ['__name__'],
  regex:
    'vllm:(num_requests_(running|waiting|swapped)|gpu_prefix_cache_(hit_rate|hits_total|queries_total)|gpu_cache_usage_perc)',
};

/** The preset of a discovery, overridden by the settings of the discovery. */
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

/** A selector in the query syntax of the Kubernetes API. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      operator === 'Exists' ? key : `${key} in (${values.join(',')})`,
    ),
  ].join(',');
}
