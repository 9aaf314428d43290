import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseSettings } from '../../configs/index.ts';
import type { Selector } from '../../configs/kubernetes/manifest.ts';
import { vllmMonitors } from '../../configs/kubernetes/monitors.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import type { Tree } from '../configs/kubernetes/tree.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

type Labels = Readonly<Record<string, string>>;

interface Container {
  readonly name: string;
  /** Declared ports: name and number. */
  readonly ports: readonly (readonly [name: string, port: number])[];
}

interface Pod {
  readonly name: string;
  readonly labels: Labels;
  readonly containers: readonly Container[];
}

const VLLM = 'vllm:num_requests_running{engine="0",model_name="m"} 3\n';
/** Ray's agent exports counters twice, and metrics of its own (vllm `v1/metrics/ray_wrappers.py`, ray `metrics_agent.py`). */
const RAY = `ray_vllm_num_requests_running{engine="0",model_name="m",ReplicaId="r",WorkerId="w"} 3
ray_vllm_prompt_tokens_total{engine="0",model_name="m",ReplicaId="r",WorkerId="w"} 5
ray_node_cpu_count{NodeAddress="10.0.0.1"} 8
`;

const meta = (key: string) => key.replaceAll(/[^a-zA-Z0-9_]/g, '_');

/** Discovery of the operator's configuration: one target per container and declared port, or one per container that declares none. */
const discovered = ({ name, labels, containers }: Pod): Labels[] =>
  containers.flatMap(({ name: container, ports }) =>
    (ports.length > 0 ? ports : [['', 0] as const]).map(([port, number]) => ({
      __address__: number === 0 ? '127.0.0.1' : `127.0.0.1:${number}`,
      __meta_kubernetes_pod_ip: '127.0.0.1',
      __meta_kubernetes_pod_name: name,
      __meta_kubernetes_pod_container_name: container,
      ...(number === 0
        ? {}
        : {
            __meta_kubernetes_pod_container_port_name: port,
            __meta_kubernetes_pod_container_port_number: `${number}`,
          }),
      ...Object.fromEntries(
        Object.entries(labels).map(([key, value]) => [`__meta_kubernetes_pod_label_${meta(key)}`, value]),
      ),
    })),
  );

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) =>
    operator === 'Exists' ? key in labels : values.includes(labels[key] ?? ''),
  );

/** The scrape jobs that the operator generates for a PodMonitor (prometheus-operator `pkg/prometheus/promcfg.go`). */
function jobsOf(monitor: Tree, pods: readonly Pod[]): object[] {
  const targets = pods.filter(({ labels }) => selects(monitor.spec.selector, labels)).flatMap(discovered);
  const rule = ({ sourceLabels, targetLabel, ...rest }: Tree) => ({
    ...rest,
    ...(sourceLabels ? { source_labels: sourceLabels } : {}),
    ...(targetLabel ? { target_label: targetLabel } : {}),
  });
  return monitor.spec.podMetricsEndpoints.map((endpoint: Tree, index: number) => ({
    job_name: `${monitor.metadata.name}/${index}`,
    scrape_interval: '1s',
    scrape_timeout: '1s',
    fallback_scrape_protocol: monitor.spec.fallbackScrapeProtocol,
    metrics_path: endpoint.path,
    scheme: 'http',
    static_configs: targets.map((labels) => {
      const { __address__: address, ...others } = labels;
      return { targets: [address], labels: others };
    }),
    relabel_configs: [
      ...(endpoint.port === undefined
        ? []
        : [
            {
              action: 'keep',
              source_labels: ['__meta_kubernetes_pod_container_port_name'],
              regex: endpoint.port,
            },
            { target_label: 'endpoint', replacement: endpoint.port },
          ]),
      { source_labels: ['__meta_kubernetes_pod_container_name'], target_label: 'container' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      ...endpoint.relabelings.map(rule),
    ],
    metric_relabel_configs: (endpoint.metricRelabelings ?? []).map(rule),
  }));
}

describeWith(['prometheus'], 'presets in a real Prometheus', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-presets-'));
  const servers: Server[] = [];
  let api: PrometheusApi;
  /** Ports of this machine in place of those of the conventions. */
  const ports: number[] = [];
  let expected: Readonly<Record<string, readonly (readonly [pod: string, endpoint: string | undefined])[]>>;

  beforeAll(async () => {
    for (const text of [VLLM, VLLM, RAY]) {
      const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      servers.push(server);
      ports.push((server.address() as AddressInfo).port);
    }
    const [one = 0, two = 0, ray = 0] = ports;
    const namespaces = ['llm'];
    const settings = parseSettings({
      backend: 'kubernetes',
      kubernetes: {
        context: 'test',
        discovery: [
          { name: 'lws', preset: 'leader-worker-set', namespaces, port: one },
          { name: 'aibrix', preset: 'aibrix', namespaces },
          { name: 'ray', preset: 'ray', namespaces },
          { name: 'dynamo', preset: 'dynamo', namespaces },
          { name: 'undeclared', namespaces, selector: { app: 'undeclared' }, port: one },
          { name: 'ranks', namespaces, selector: { app: 'ranks' }, port: [one, two] },
          { name: 'llm-inference-service', preset: 'kserve-llm', namespaces, scheme: 'http', port: one },
        ],
      },
    });
    const pods: Pod[] = [
      {
        name: 'leader',
        labels: { 'leaderworkerset.sigs.k8s.io/name': 'x', 'leaderworkerset.sigs.k8s.io/worker-index': '0' },
        containers: [{ name: 'vllm-leader', ports: [['http', one]] }],
      },
      {
        name: 'worker',
        labels: { 'leaderworkerset.sigs.k8s.io/name': 'x', 'leaderworkerset.sigs.k8s.io/worker-index': '1' },
        containers: [{ name: 'vllm-worker', ports: [] }],
      },
      {
        name: 'aibrix-0',
        labels: {
          'model.aibrix.ai/name': 'm',
          'model.aibrix.ai/port': '1',
          'model.aibrix.ai/metric-port': `${one}`,
        },
        containers: [
          { name: 'vllm-openai', ports: [['http', one]] },
          { name: 'aibrix-runtime', ports: [['http', 8080]] },
        ],
      },
      {
        name: 'ray-head',
        labels: { 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'head' },
        containers: [
          {
            name: 'ray-head',
            ports: [
              ['gcs', 6379],
              ['metrics', ray],
              ['serve', 8000],
            ],
          },
        ],
      },
      {
        name: 'decode-0',
        labels: { 'nvidia.com/metrics-enabled': 'true', 'nvidia.com/dynamo-component-type': 'worker' },
        containers: [
          {
            name: 'main',
            ports: [
              ['system', one],
              ['nixl', 19_090],
            ],
          },
        ],
      },
      {
        name: 'frontend-0',
        labels: { 'nvidia.com/metrics-enabled': 'true', 'nvidia.com/dynamo-component-type': 'frontend' },
        containers: [{ name: 'main', ports: [['http', one]] }],
      },
      {
        name: 'undeclared-0',
        labels: { app: 'undeclared' },
        containers: [
          { name: 'vllm', ports: [] },
          {
            name: 'sidecar',
            ports: [
              ['admin', 15_000],
              ['stats', 15_090],
            ],
          },
        ],
      },
      { name: 'ranks-0', labels: { app: 'ranks' }, containers: [{ name: 'vllm', ports: [['http', one]] }] },
      {
        name: 'llmisvc-0',
        labels: { 'app.kubernetes.io/part-of': 'llminferenceservice', 'kserve.io/component': 'workload' },
        containers: [{ name: 'main', ports: [['https', one]] }],
      },
    ];
    expected = {
      lws: [['leader', undefined]],
      aibrix: [['aibrix-0', undefined]],
      ray: [['ray-head', 'metrics']],
      dynamo: [['decode-0', 'system']],
      undeclared: [['undeclared-0', undefined]],
      ranks: [
        ['ranks-0', String(one)],
        ['ranks-0', String(two)],
      ],
      'llm-inference-service': [['llmisvc-0', undefined]],
    };
    const port = await freePort();
    const scrape_configs = vllmMonitors(settings).flatMap((monitor) => jobsOf(monitor, pods));
    writeFileSync(join(folder, 'prometheus.yml'), stringify({ scrape_configs }));
    processes.start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    api = new PrometheusApi(`http://127.0.0.1:${port}`);
    await eventually(60, async () => expect(await api.query('up == 1')).toHaveLength(8));
  }, 120_000);

  afterAll(async () => {
    await processes.stop();
    servers.forEach((server) => server.close());
    rmSync(folder, { recursive: true, force: true });
  });

  it('find each server once, whatever its containers and ports, and nothing that is none', async () => {
    const up = await api.query('up');
    const found = up.map(({ metric, value }) => [
      metric['job'],
      metric['instance'],
      metric['endpoint'],
      value[1],
    ]);
    const all = Object.entries(expected).flatMap(([job, places]) =>
      places.map(([pod, endpoint]) => [job, pod, endpoint, '1']),
    );
    const sorted = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(found)).toEqual(sorted(all));
  });

  it('give every job series of vLLM under its names', async () => {
    const running = await api.query('vllm:num_requests_running');
    expect([...new Set(running.map(({ metric }) => metric['job']))].sort()).toEqual(
      Object.keys(expected).sort(),
    );
    expect(await api.query('vllm:prompt_tokens_total{job="ray"}')).toHaveLength(1);
    expect(await api.query('{__name__=~"ray_.+"}')).toEqual([]);
  });
});
