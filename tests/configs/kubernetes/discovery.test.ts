import { describe, expect, test } from 'vitest';
import { vllmMonitors } from '../../../configs/kubernetes/monitors.ts';
import { selectorText } from '../../../configs/kubernetes/presets.ts';
import { ROUTER_COPIES } from '../../../configs/prometheus/diet.ts';
import { scrapeConfigs, targetSecrets } from '../../../configs/kubernetes/scrape-configs.ts';
import { isMetricName } from '../../../configs/vllm/index.ts';
import { RESERVED_JOBS, RESERVED_KUBERNETES_JOBS } from '../../../configs/stack/reserved-jobs.ts';
import { alertsByPrometheus, grown, highlyAvailable, onKubernetes, staging } from './stacks.ts';
import { partMonitors } from '../../../configs/kubernetes/part-monitors.ts';

const ofPreset = (preset: string, more: Record<string, unknown> = {}) =>
  vllmMonitors(onKubernetes({ discovery: [{ name: 'vllm', preset, namespaces: ['a', 'b'], ...more }] }))[0]!;

const NAMED = {
  action: 'replace',
  sourceLabels: ['__meta_kubernetes_pod_name'],
  regex: '(.+)',
  targetLabel: 'instance',
  replacement: '$1',
};
/** One target per pod, at its IP and the port. */
const addressed = (port: number) => [
  ...[
    ['([^:]+)', `$1:${port}`],
    ['(.*:.*)', `[$1]:${port}`],
  ].map(([regex, replacement]) => ({
    action: 'replace',
    sourceLabels: ['__meta_kubernetes_pod_ip'],
    regex,
    targetLabel: '__address__',
    replacement,
  })),
  { action: 'replace', targetLabel: 'container', replacement: '' },
  { action: 'replace', targetLabel: 'endpoint', replacement: '' },
];
const asVllm = { action: 'replace', targetLabel: 'job', replacement: 'vllm' };

const endpoint = (monitor: ReturnType<typeof ofPreset>) =>
  (monitor.spec!['podMetricsEndpoints'] as Record<string, unknown>[])[0]!;

const relabeledBy = (monitor: ReturnType<typeof ofPreset>, label: string) =>
  (
    endpoint(monitor)['relabelings'] as {
      targetLabel: string;
      replacement: string;
      sourceLabels?: string[];
    }[]
  ).find(({ targetLabel }) => targetLabel === label)!;

describe('presets', () => {
  test('production-stack', () => {
    const monitor = ofPreset('production-stack');
    expect(monitor).toMatchObject({
      kind: 'PodMonitor',
      metadata: { name: 'llm-monitoring-vllm', namespace: 'llm-monitoring' },
      spec: {
        namespaceSelector: { matchNames: ['a', 'b'] },
        selector: {
          matchLabels: {
            'app.kubernetes.io/part-of': 'vllm-stack',
            'app.kubernetes.io/component': 'serving-engine',
          },
        },
      },
    });
    expect(endpoint(monitor)).toMatchObject({ port: 'container-port', path: '/metrics', scheme: 'http' });
  });

  test('llm-d', () => {
    expect(ofPreset('llm-d').spec!['selector']).toEqual({
      matchExpressions: [{ key: 'llm-d.ai/role', operator: 'Exists' }],
    });
    expect(endpoint(ofPreset('llm-d'))).toMatchObject({
      scheme: 'http',
      relabelings: [...addressed(8000), asVllm, NAMED],
    });
  });

  test('kserve scrapes the one serving container, whether or not it declares a port', () => {
    const { relabelings, ...rest } = endpoint(ofPreset('kserve'));
    expect(rest).not.toHaveProperty('port');
    expect(rest).not.toHaveProperty('portNumber');
    expect(relabelings).toEqual([
      {
        action: 'keep',
        sourceLabels: ['__meta_kubernetes_pod_container_name'],
        regex: 'kserve-container',
      },
      ...addressed(8080),
      { action: 'replace', targetLabel: 'job', replacement: 'vllm' },
      NAMED,
    ]);
  });

  test('kserve-llm uses TLS with a self-signed certificate', () => {
    expect(endpoint(ofPreset('kserve-llm'))).toMatchObject({
      scheme: 'https',
      tlsConfig: { insecureSkipVerify: true },
    });
    expect(endpoint(ofPreset('kserve-llm', { scheme: 'http' }))).not.toHaveProperty('tlsConfig');
  });

  test('settings of a discovery override the preset', () => {
    const monitor = ofPreset('kserve', { port: 'metrics', selector: { team: 'x' }, interval: '30s' });
    expect(endpoint(monitor)).toMatchObject({
      port: 'metrics',
      interval: '30s',
      relabelings: [{ action: 'replace', targetLabel: 'job', replacement: 'vllm' }, NAMED],
    });
    expect(monitor.spec!['selector']).toEqual({
      matchLabels: { team: 'x' },
      matchExpressions: [{ key: 'serving.kserve.io/inferenceservice', operator: 'Exists' }],
    });
  });

  test('services are found by a ServiceMonitor', () => {
    const monitor = vllmMonitors(grown).find(({ kind }) => kind === 'ServiceMonitor');
    expect(monitor).toMatchObject({
      metadata: { name: 'llm-monitoring-svc' },
      spec: {
        selector: { matchLabels: { app: 'vllm' } },
        endpoints: [
          {
            port: 'http',
            relabelings: [{ action: 'replace', targetLabel: 'job', replacement: 'svc' }, NAMED],
          },
        ],
      },
    });
  });
});

describe('routers', () => {
  /** production-stack `src/vllm_router/services/metrics_service/__init__.py`. */
  const EXPOSED = [
    'vllm:avg_decoding_length',
    'vllm:avg_itl',
    'vllm:avg_latency',
    'vllm:current_qps',
    'vllm:gpu_prefix_cache_hit_rate',
    'vllm:gpu_prefix_cache_hits_total',
    'vllm:gpu_prefix_cache_queries_total',
    'vllm:healthy_pods_total',
    'vllm:num_decoding_requests',
    'vllm:num_incoming_requests',
    'vllm:num_prefill_requests',
    'vllm:num_requests_running',
    'vllm:num_requests_swapped',
    'vllm:num_requests_waiting',
    'vllm:request_errors_total',
  ];
  const dropped = new RegExp(`^(?:${ROUTER_COPIES.regex})$`);

  test('are a separate job', () => {
    const jobs = vllmMonitors(staging).map(({ metadata }) => metadata.name);
    expect(jobs).toEqual(['llm-monitoring-vllm', 'llm-monitoring-vllm-router']);
  });

  test('of llm-d are the endpoint picker, on its own port and without copies', () => {
    const discovery = [{ name: 'vllm', preset: 'llm-d', namespaces: ['a'], router: true }];
    const monitor = vllmMonitors(onKubernetes({ discovery }))[1]!;
    expect(monitor.metadata.name).toBe('llm-monitoring-vllm-router');
    expect(monitor.spec!['selector']).toEqual({
      matchExpressions: [{ key: 'llm-d.ai/igw-mode', operator: 'Exists' }],
    });
    expect(endpoint(monitor)).toMatchObject({ port: 'metrics', path: '/metrics', scheme: 'http' });
    expect(JSON.stringify(endpoint(monitor))).not.toContain('num_requests');
  });

  test('keep only their own series and drop those that engines export', () => {
    const kept = EXPOSED.filter((name) => !dropped.test(name));
    expect(kept).toContain('vllm:current_qps');
    expect(kept.filter((name) => isMetricName(name))).toEqual([]);
    expect(EXPOSED.filter((name) => isMetricName(name)).length).toBeGreaterThan(3);
  });

  test('drop the copies before they are stored', () => {
    const router = vllmMonitors(staging)[1]!;
    expect(endpoint(router)['metricRelabelings']).toContainEqual({
      action: 'drop',
      sourceLabels: ['__name__'],
      regex: ROUTER_COPIES.regex,
    });
  });
});

test("scrapes the stack's own parts under the reserved names", () => {
  const jobs = [grown, highlyAvailable, alertsByPrometheus].flatMap((settings) =>
    partMonitors(settings).map((monitor) => relabeledBy(monitor, 'job').replacement),
  );
  const reserved: readonly string[] = [...RESERVED_JOBS, ...RESERVED_KUBERNETES_JOBS];
  expect(jobs.filter((job) => !reserved.includes(job))).toEqual([]);
  expect(new Set(jobs)).toEqual(new Set(reserved.filter((job) => !job.startsWith('demo-'))));
});

test("names the stack's own parts after their pods, as in logs, and exporters of nodes after the node", () => {
  const { grafana, 'node-exporter': nodes } = Object.fromEntries(
    partMonitors(grown).map((monitor) => [
      relabeledBy(monitor, 'job').replacement,
      relabeledBy(monitor, 'instance').sourceLabels,
    ]),
  );
  expect(grafana).toEqual(['__meta_kubernetes_pod_name']);
  expect(nodes).toEqual(['__meta_kubernetes_pod_node_name']);
});

test('scrapes a target outside the cluster through a ScrapeConfig, with credentials from a Secret', () => {
  expect(scrapeConfigs(grown)).toMatchObject([
    {
      kind: 'ScrapeConfig',
      metadata: { name: 'llm-monitoring-target-bare-metal' },
      spec: {
        jobName: 'bare-metal',
        scheme: 'https',
        staticConfigs: [{ targets: ['10.0.0.1:8443'], labels: { team: 'search' } }],
        authorization: { credentials: { name: 'llm-monitoring-target-bare-metal', key: 'token' } },
        tlsConfig: {
          ca: { secret: { name: 'llm-monitoring-target-bare-metal', key: 'ca.crt' } },
          insecureSkipVerify: false,
        },
      },
    },
  ]);
  const [secret] = targetSecrets(grown);
  expect(Object.keys(secret!.stringData!)).toEqual(['token', 'ca.crt']);
  expect(String(secret!.stringData!['token'])).toBe('[secret]');
});

test('prints a selector in the query syntax of the API', () => {
  expect(
    selectorText({
      matchLabels: { a: '1', b: '2' },
      matchExpressions: [
        { key: 'c', operator: 'Exists' },
        { key: 'd', operator: 'In', values: ['x', 'y'] },
      ],
    }),
  ).toBe('a=1,b=2,c,d in (x,y)');
});
