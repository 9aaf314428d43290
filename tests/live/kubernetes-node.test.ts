import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_JOB, DEMO_MODELS } from '../../configs/demo/models.ts';
import { parseSettings, rawFromStackFile, type Settings } from '../../configs/index.ts';
import { demoNamespaceOf } from '../../configs/inventory/demo.ts';
import { namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { managedParts } from '../../configs/inventory/managed.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { PrometheusApi } from '../../lab/common/prometheus-api.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { findCharts } from '../helpers/kubernetes/charts.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { NODE_CONTEXT, NodeStack } from '../helpers/kubernetes/node-stack.ts';
import { panelsWithData } from '../helpers/kubernetes/panels-with-data.ts';

const charts = findCharts();
const PLUGINS = ['kubernetes', 'grafana', 'random'].map((name) => `pulumi-resource-${name}`);
const NEEDS = {
  ...programs('kubectl', 'pulumi', ...PLUGINS),
  LLM_MONITORING_CHARTS: charts,
  LLM_MONITORING_NODE_CONTEXT: NODE_CONTEXT,
};

/** A namespace outside of the stack, with a server that receives alerts. */
const FOREIGN = 'lm-nodetest-foreign';
const PASSWORD = 'a-password-of-the-test';

const raw = rawFromStackFile(readFileSync(new URL('../../Pulumi.kind.yaml', import.meta.url), 'utf8'));

/** The stack of the quick start with traces and a receiver of alerts. */
const configOf = (port: number, more: Record<string, object> = {}) => ({
  ...raw,
  ...more,
  name: 'lm-nodetest',
  kubernetes: {
    ...(raw['kubernetes'] as object),
    context: NODE_CONTEXT,
    charts,
    tempo: { cpu: '300m', storage: '1Gi' },
    grafana: { cpu: '500m', storage: '1Gi', access: { kind: 'port-forward', port } },
    ...more['kubernetes'],
  },
  prometheus: { ...(raw['prometheus'] as object), ...more['prometheus'] },
  grafana: { adminPassword: PASSWORD },
  traces: { enabled: true },
  alerts: {
    contactPoints: [{ name: 'hook', kind: 'webhook', url: `http://webhook.${FOREIGN}.svc:8080/` }],
  },
});

describeWithAll(NEEDS, 'the stack of the quick start on a real node', () => {
  const stack = new NodeStack('nodetest');
  let settings: Settings;
  let port: number;
  let grafana: GrafanaApi;
  let prometheus: PrometheusApi;
  let before: string[];
  let namespace: string;
  const foreign = (script: string) =>
    stack.kubectl('--namespace', FOREIGN, 'exec', 'webhook', '--', 'node', '-e', script);

  beforeAll(async () => {
    port = await freePort();
    settings = parseSettings(configOf(port));
    namespace = namespaceOf(settings);
    const metadata = { name: 'webhook', namespace: FOREIGN, labels: { app: 'webhook' } };
    const receiver =
      "require('http').createServer((q,r)=>{let b='';q.on('data',d=>b+=d);q.on('end',()=>{console.log(b);r.end()})}).listen(8080)";
    stack.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FOREIGN } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {
          containers: [{ name: 'webhook', image: settings.images.node, command: ['node', '-e', receiver] }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { selector: { app: 'webhook' }, ports: [{ port: 8080 }] },
      },
    );
    await eventually(120, async () => expect(stack.unready(FOREIGN)).toEqual([]));
    before = stack.objects();
    stack.configure(configOf(port));
    expect(await stack.run('up')).toContain(`Grafana     http://127.0.0.1:${port}`);
    grafana = new GrafanaApi(
      await stack.forward(namespace, 'service/lm-nodetest-grafana', 80),
      'admin',
      PASSWORD,
    );
    prometheus = new PrometheusApi(await stack.forward(namespace, 'service/lm-nodetest-prometheus', 9090));
  }, 1_800_000);

  afterAll(async () => {
    stack.close();
    if (stack.kubectl('get', 'namespaces').includes('lm-nodetest')) await stack.run('down').catch(() => '');
    stack.kubectl('delete', 'namespace', FOREIGN, '--ignore-not-found', '--wait=false');
    stack.forget();
  }, 600_000);

  test('has only ready pods when up returns', () => {
    expect(stack.pods(namespace).length).toBe(managedParts(settings).length);
    expect(stack.unready(namespace)).toEqual([]);
    expect(stack.unready(demoNamespaceOf(settings))).toEqual([]);
  });

  test('scrapes every target under the name of its pod', async () => {
    await eventually(120, async () => {
      const targets = await prometheus.targets();
      expect(targets.length).toBeGreaterThan(8);
      expect(targets.filter(({ health }) => health !== 'up')).toEqual([]);
      expect(targets.filter(({ labels }) => labels['instance'] !== labels['pod'])).toEqual([]);
    });
  });

  test.each(['vllm-performance', 'vllm-fleet'])(
    'has data in every panel of metrics of %s, through the port-forward',
    (uid) => panelsWithData(grafana, settings, uid, 180),
    1_200_000,
  );

  test('finds the log of a simulated server by job, model and pod, and of each own server by its job', async () => {
    const [{ name, host }] = DEMO_MODELS;
    const selectors = [
      `{service_name="${DEMO_JOB}",model_name="${name}",instance="${host}-0"}`,
      '{service_name="prometheus-operator"}',
    ];
    for (const selector of selectors)
      await eventually(120, async () => {
        const path = `/api/datasources/proxy/uid/loki/loki/api/v1/query_range?query=${encodeURIComponent(selector)}`;
        const { data } = await grafana.call<{ data: { result: unknown[] } }>('GET', path);
        expect(data.result, selector).not.toEqual([]);
      });
  });

  test('stores the spans that the demo sends through the OTLP receiver', async () => {
    await eventually(240, async () => {
      const path = `/api/datasources/proxy/uid/tempo/api/search?q=${encodeURIComponent('{}')}`;
      const { traces } = await grafana.call<{ traces?: unknown[] }>('GET', path);
      expect(traces ?? []).not.toEqual([]);
    });
  }, 300_000);

  test('is closed to pods of other namespaces, except for the OTLP receiver', () => {
    const ports = {
      prometheus: [9090],
      loki: [3100, 9095],
      grafana: [80],
      tempo: [3200, 4318],
      alloy: [12_345, 4318],
      operator: [8080],
    };
    const all = Object.entries(ports).flatMap(([part, numbers]) =>
      numbers.map((number) => [`lm-nodetest-${part}.${namespace}.svc`, number] as const),
    );
    const script = `
      const net = require('net');
      const tried = ${JSON.stringify(all)}.map(([host, port]) => new Promise((done) => {
        const socket = net.connect({ host, port, timeout: 4000 });
        const end = (open) => { socket.destroy(); done(open ? [host + ':' + port] : []); };
        socket.once('connect', () => end(true)).once('timeout', () => end(false)).once('error', () => end(false));
      }));
      Promise.all(tried).then((open) => console.log(JSON.stringify(open.flat())));`;
    expect(JSON.parse(foreign(script))).toEqual([`lm-nodetest-alloy.${namespace}.svc:4318`]);
  });

  test('changes nothing on a second up', async () => {
    expect(await stack.run('up')).toContain('Nothing to change.');
  }, 900_000);

  test('replaces each pod that is deleted, with its data', async () => {
    const start = Math.floor(Date.now() / 1000);
    for (const { metadata } of stack.pods(namespace)) {
      stack.kubectl('--namespace', namespace, 'delete', 'pod', metadata.name);
      await eventually(240, async () => {
        expect(stack.pods(namespace).length).toBe(managedParts(settings).length);
        expect(stack.unready(namespace)).toEqual([]);
      });
    }
    prometheus = new PrometheusApi(await stack.forward(namespace, 'service/lm-nodetest-prometheus', 9090));
    expect(await prometheus.query(`count_over_time(up{job="prometheus"}[5m] @ ${start})`)).not.toEqual([]);
  }, 1_800_000);

  test('delivers an alert to a receiver in another namespace', async () => {
    const demo = demoNamespaceOf(settings);
    stack.kubectl('--namespace', demo, 'scale', 'statefulset', '--all', '--replicas', '0');
    try {
      await eventually(600, async () => {
        const received = stack.kubectl('--namespace', FOREIGN, 'logs', 'webhook');
        expect(received).toContain('"alertname":"VLLMTargetsMissing"');
      });
    } finally {
      stack.kubectl('--namespace', demo, 'scale', 'statefulset', '--all', '--replicas', '1');
    }
  }, 700_000);

  test('names a pod that cannot start, with reason and key, and repairs it once the value is corrected', async () => {
    stack.configure(configOf(port, { prometheus: { memory: '640GiB' } }));
    const failed = await stack.script('cli/stack.ts', 'up', '--stack', 'nodetest');
    expect(failed.code).toBe(1);
    expect(failed.printed).toMatch(
      /prometheus-lm-nodetest-prometheus-0: Unschedulable: .*Insufficient memory/,
    );
    expect(failed.printed).toContain('llm-monitoring:prometheus.memory');
    stack.configure(configOf(port));
    await stack.run('up');
    expect(stack.unready(namespace)).toEqual([]);
  }, 1_800_000);

  test('refuses a larger disk in preview, with the commands that grow it', async () => {
    stack.configure(configOf(port, { kubernetes: { tempo: { cpu: '300m', storage: '2Gi' } } }));
    const { code, printed } = await stack.script('cli/stack.ts', 'preview', '--stack', 'nodetest');
    expect(code).toBe(1);
    expect(printed).toContain('patch pvc data-lm-nodetest-tempo-0');
    expect(printed).toContain('delete statefulset lm-nodetest-tempo --cascade=orphan');
    stack.configure(configOf(port));
  }, 300_000);

  test('leaves nothing after down, in no namespace', async () => {
    expect(await stack.run('down')).toContain('The namespace lm-nodetest and its volumes are deleted');
    await eventually(120, async () => {
      const own = (object: string) =>
        /lm-nodetest|monitoring\.coreos\.com/.test(object) && !before.includes(object);
      expect(stack.objects().filter(own)).toEqual([]);
    });
  }, 900_000);
});
