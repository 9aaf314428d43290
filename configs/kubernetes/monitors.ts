import { diet, READ_BY_NOBODY } from '../prometheus/diet.ts';
import type { Settings } from '../settings/index.ts';
import type { Manifest } from './manifest.ts';
import { monitoredMetadata } from './metadata.ts';
import { type Preset, presetOf, ROUTER, ROUTER_COPIES } from './presets.ts';
import { type Relabeling, relabelings, scrapeLimits } from './scrape.ts';
import { defined } from '../text/defined.ts';

const API = 'monitoring.coreos.com/v1';

/** The job that dashboards and rules know; else it would be the name of the monitor with its namespace. */
const asJob = (job: string): Relabeling => ({ action: 'replace', targetLabel: 'job', replacement: job });

/** The pod as `instance`, a name that `kubectl` takes, in place of an address; endpoints without a pod keep theirs. */
const asInstance: Relabeling = {
  action: 'replace',
  sourceLabels: ['__meta_kubernetes_pod_name'],
  regex: '(.+)',
  targetLabel: 'instance',
};

/** Monitors for vLLM in the cluster, one a discovery, and for the routers that are asked for. */
export function vllmMonitors(settings: Settings): Manifest[] {
  const kept = relabelings(diet(settings));
  return settings.kubernetes.discovery.flatMap((discovery) => {
    const preset = presetOf(discovery);
    const where = { matchNames: discovery.namespaces };
    const options = {
      path: discovery.path,
      ...defined({ interval: discovery.interval }),
    };
    const kind = discovery.by === 'service' ? 'ServiceMonitor' : 'PodMonitor';
    const of = (job: string, own: Preset, dropped: readonly Relabeling[]) =>
      monitor(settings, kind, job, own, { where, options, dropped, named: [asInstance] });
    const ofRouter = relabelings([READ_BY_NOBODY, ROUTER_COPIES]);
    return [
      of(discovery.name, preset, kept),
      ...(discovery.router ? [of(`${discovery.name}-router`, ROUTER, ofRouter)] : []),
    ];
  });
}

interface Scrape {
  /** Namespaces, as a selector. */
  readonly where: object;
  readonly options: object;
  readonly dropped: readonly Relabeling[];
  /** How targets are named, if not by their addresses. */
  readonly named?: readonly Relabeling[];
}

/** Everything but where the endpoint is: that differs between pods and services. */
export function monitor(
  settings: Settings,
  kind: 'PodMonitor' | 'ServiceMonitor',
  job: string,
  preset: Preset,
  { where, options, dropped, named = [] }: Scrape,
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
              relabelings: [...(preset.container ? addressOf(preset.container) : []), ...named, asJob(job)],
              ...metrics,
            },
          ],
        }
      : {
          endpoints: [{ port: preset.port, ...scraped, relabelings: [...named, asJob(job)], ...metrics }],
        };
  return {
    apiVersion: API,
    kind,
    metadata: monitoredMetadata(settings, `${settings.name}-${job}`),
    spec: { selector: preset.selector, namespaceSelector: where, ...scrapeLimits(settings), ...endpoints },
  };
}

const endpointOf = ({ scheme, selfSigned }: Preset) => ({
  scheme,
  ...(scheme === 'https' && selfSigned ? { tlsConfig: { insecureSkipVerify: true } } : {}),
});

/** A pod that declares no port is found without one; an address is made of the pod's, in brackets where it is IPv6. */
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
