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

const asInstance = (sourceLabel: string): Relabeling => ({
  action: 'replace',
  sourceLabels: [sourceLabel],
  regex: '(.+)',
  targetLabel: 'instance',
  replacement: '$1',
});

/** The pod name, as in logs: an address means nothing to a person and changes at each restart. */
export const AS_INSTANCE = asInstance('__meta_kubernetes_pod_name');

/** The node name, for exporters of which each node has one. */
export const NODE_AS_INSTANCE = asInstance('__meta_kubernetes_pod_node_name');

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
        dropped: relabelings([
          ...(job === DEMO_JOB ? MEND_SIMULATOR : []),
          ...(own.renamed ?? []),
          ...rulesOf({ kind: target }),
        ]),
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
          podMetricsEndpoints: placesOf(preset).map(({ port, rules }) => ({
            ...defined({ port }),
            ...scraped,
            relabelings: [...rules, asJob(job), ...named],
            ...metrics,
          })),
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

/** Endpoints of a pod: a declared port by its name, or addresses with the number of a port. */
function placesOf(preset: Preset): { readonly port?: string; readonly rules: readonly Relabeling[] }[] {
  const { port, container, portLabels = [] } = preset;
  if (typeof port === 'string') return [{ port, rules: [] }];
  const numbers = typeof port === 'number' ? [port] : (port ?? []);
  return numbers.map((number) => ({
    rules: [
      ...(container === undefined ? [] : [keep('__meta_kubernetes_pod_container_name', container)]),
      ...addressOf('__meta_kubernetes_pod_ip', number),
      ...portLabels.flatMap(addressFromLabel),
      ...oneTarget(numbers.length > 1 ? String(number) : ''),
    ],
  }));
}

const keep = (label: string, regex: string): Relabeling => ({ action: 'keep', sourceLabels: [label], regex });

const address = (sourceLabels: readonly string[], regex: string, replacement: string): Relabeling => ({
  action: 'replace',
  sourceLabels,
  regex,
  targetLabel: '__address__',
  replacement,
});

/** The pod IP with a port, in brackets if it is IPv6. */
const addressOf = (label: string, port: number): Relabeling[] => [
  address([label], '([^:]+)', `$1:${port}`),
  address([label], '(.*:.*)', `[$1]:${port}`),
];

/** The same with the port that a label of the pod names. */
function addressFromLabel(label: string): Relabeling[] {
  const labels = [
    '__meta_kubernetes_pod_ip',
    `__meta_kubernetes_pod_label_${label.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`,
  ];
  return [address(labels, '([^:;]+);([0-9]+)', '$1:$2'), address(labels, '(.*:.*);([0-9]+)', '[$1]:$2')];
}

/**
 * Discovery finds a pod once for each of its containers and declared ports. With the labels that differ removed, the targets are equal, and
 * Prometheus scrapes one of them.
 */
const oneTarget = (endpoint: string): Relabeling[] =>
  [
    ['container', ''],
    ['endpoint', endpoint],
  ].map(([targetLabel = '', replacement = '']) => ({ action: 'replace', targetLabel, replacement }));
