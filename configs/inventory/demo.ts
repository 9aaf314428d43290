import { DEMO_JOB, VLLM_PORT } from '../demo/models.ts';
import type { Settings } from '../settings/index.ts';
import { namespaceOf } from './kubernetes.ts';

type Discovery = Settings['kubernetes']['discovery'][number];

/** Namespace of the demo on Kubernetes, as vLLM has one of its own. */
export const demoNamespaceOf = (settings: Settings): string => `${namespaceOf(settings)}-demo`;

/** Labels of the demo's pods, by job. */
export const demoPodLabels = ({ name }: Settings, job: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': job,
  'app.kubernetes.io/instance': `${name}-demo`,
});

/** Discoveries of vLLM in the cluster: the configured ones, and that of the demo's simulated servers. */
export function discoveriesOf(settings: Settings): readonly Discovery[] {
  const { backend, kubernetes, demo } = settings;
  if (backend !== 'kubernetes') return [];
  return demo ? [...kubernetes.discovery, simulated(settings)] : kubernetes.discovery;
}

/** The simulated servers are found like any other server with labels of its own. */
const simulated = (settings: Settings): Discovery => ({
  name: DEMO_JOB,
  preset: 'labels',
  by: 'pod',
  namespaces: [demoNamespaceOf(settings)],
  selector: demoPodLabels(settings, DEMO_JOB),
  port: VLLM_PORT,
  path: '/metrics',
  params: {},
  fallbackScrapeProtocol: 'PrometheusText0.0.4',
  mayBeAbsent: false,
  router: false,
});
