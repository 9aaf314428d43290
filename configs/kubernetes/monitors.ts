import { DEMO_BACKEND_JOB, DEMO_JOB, DRIVER_ENDPOINT } from '../demo/models.ts';
import { demoNamespaceOf, demoPodLabels, discoveriesOf } from '../inventory/demo.ts';
import { routerJob, routerKindOf } from '../inventory/gateways.ts';
import { MEND_SIMULATOR } from '../prometheus/demo-jobs.ts';
import { metricRules } from '../prometheus/metric-rules.ts';
import { paramsOf } from '../prometheus/jobs.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { monitoredMetadata } from './metadata.ts';
import { type Preset, presetOf, ROUTERS } from './presets.ts';
import { type Relabeling, relabelings, scrapeLimits } from './scrape.ts';
import { defined } from '../text/defined.ts';

const API = 'monitoring.coreos.com/v1';

/** The job label that dashboards and rules use; the default would be namespace and name of the monitor. */
const asJob = (job: string): Relabeling => ({ action: 'replace', targetLabel: 'job', replacement: job });

/** The pod name, as in logs: an address means nothing to a person and changes at each restart. */
const AS_INSTANCE: Relabeling = {
  action: 'replace',
  sourceLabels: ['__meta_kubernetes_pod_name'],
  regex: '(.+)',
  targetLabel: 'instance',
  replacement: '$1',
};

/** Monitors of vLLM in the cluster, one per discovery, and of the routers if configured. */
export function vllmMonitors(settings: Settings): Manifest[] {
  const rulesOf = metricRules(settings);
  const found = discoveriesOf(settings).flatMap((discovery) => {
    const preset = presetOf(discovery);
    const where = { matchNames: discovery.namespaces };
    const options = {
      path: discovery.path,
      ...paramsOf(discovery),
      ...defined({ interval: discovery.interval }),
    };
    const kind = discovery.by === 'service' ? 'ServiceMonitor' : 'PodMonitor';
    const of = (job: string, own: Preset, target: Settings['targets'][number]['kind']) =>
      monitor(settings, kind, job, own, {
        where,
        options,
        dropped: relabelings([...(job === DEMO_JOB ? MEND_SIMULATOR : []), ...rulesOf({ kind: target })]),
        fallback: discovery.fallbackScrapeProtocol,
        named: [AS_INSTANCE],
      });
    const router = routerKindOf(discovery);
    return [
      of(discovery.name, preset, 'vllm'),
      ...(router === undefined ? [] : [of(routerJob(discovery.name), ROUTERS[router], router)]),
    ];
  });
  return [...found, ...loadDriverMonitors(settings)];
}

/** Monitors of the demo's load driver: as a backend, and for the metrics that the simulated servers lack. */
function loadDriverMonitors(settings: Settings): Manifest[] {
  if (!settings.demo) return [];
  const of = (job: string, options: object) =>
    monitor(
      settings,
      'PodMonitor',
      job,
      {
        selector: { matchLabels: demoPodLabels(settings, DEMO_BACKEND_JOB) },
        port: DRIVER_ENDPOINT.port,
        scheme: 'http',
      },
      {
        where: { matchNames: [demoNamespaceOf(settings)] },
        options,
        dropped: [],
        named: [AS_INSTANCE],
      },
    );
  return [of(DEMO_BACKEND_JOB, {}), of(`${DEMO_JOB}-gaps`, { path: '/vllm', honorLabels: true })];
}

interface Scrape {
  /** A namespace selector. */
  readonly where: object;
  readonly options: object;
  readonly dropped: readonly Relabeling[];
  /** Format of the metrics if the response does not say. */
  readonly fallback?: string;
  /** Rules for the label `instance`. */
  readonly named?: readonly Relabeling[];
}

/** All endpoint settings except the port, which differs between pods and services. */
export function monitor(
  settings: Settings,
  kind: 'PodMonitor' | 'ServiceMonitor',
  job: string,
  preset: Preset,
  { where, options, dropped, fallback, named = [] }: Scrape,
): Manifest {
  const scraped = { ...endpointOf(preset), ...options };
  const metrics = dropped.length > 0 ? { metricRelabelings: dropped } : {};
  const endpoints =
    kind === 'PodMonitor'
      ? {
          podMetricsEndpoints: [
            {
              ...(typeof preset.port === 'string' ? { port: preset.port } : {}),
              ...(typeof preset.port === 'number' ? { portNumber: preset.port } : {}),
              ...scraped,
              relabelings: [...(preset.container ? addressOf(preset.container) : []), asJob(job), ...named],
              ...metrics,
            },
          ],
        }
      : {
          endpoints: [{ port: preset.port, ...scraped, relabelings: [asJob(job), ...named], ...metrics }],
        };
  return {
    apiVersion: API,
    kind,
    metadata: monitoredMetadata(settings, `${settings.name}-${job}`),
    spec: {
      selector: preset.selector,
      namespaceSelector: where,
      ...scrapeLimits(settings),
      ...defined({ fallbackScrapeProtocol: fallback }),
      ...endpoints,
    },
  };
}

const endpointOf = ({ scheme, selfSigned }: Preset) => ({
  scheme,
  ...(scheme === 'https' && selfSigned ? { tlsConfig: { insecureSkipVerify: true } } : {}),
});

/**
 * Pods without a declared port are discovered without one; the address is then built from the pod IP, in brackets if it is
 * IPv6.
 */
function addressOf({ name, port }: NonNullable<Preset['container']>): Relabeling[] {
  const address = (regex: string, replacement: string): Relabeling => ({
    action: 'replace',
    sourceLabels: ['__meta_kubernetes_pod_ip'],
    regex,
    targetLabel: '__address__',
    replacement,
  });
  return [
    { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: name },
    address('([^:]+)', `$1:${port}`),
    address('(.*:.*)', `[$1]:${port}`),
  ];
}
