import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboards } from '../../configs/dashboards/index.ts';
import { FOLDER_UID } from '../../configs/grafana/folder.ts';
import { alertRules } from '../../configs/rules/index.ts';
import { settingsFromStackFile } from '../../configs/index.ts';
import { IMAGES } from '../../configs/versions.ts';
import { docker, missingForDocker } from '../helpers/docker.ts';
import { Authority } from '../helpers/certificates.ts';
import { findCharts } from '../helpers/kubernetes/charts.ts';
import { Cluster, CLUSTER_TOOLS } from '../helpers/kubernetes/cluster.ts';
import { Ingress } from '../helpers/kubernetes/ingress.ts';
import { Kubelet } from '../helpers/kubernetes/kubelet.ts';
import { Messages } from '../helpers/kubernetes/messages.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { findPostgres, startPostgres } from '../helpers/kubernetes/postgres.ts';
import { ALWAYS, askGrafana, HOST, writeProdStackFile, writeProject } from '../helpers/kubernetes/prod.ts';
import { objectsOf, printed, refusedPods } from '../helpers/kubernetes/staging.ts';
import { eventually, sleep } from '../../lab/common/waiting.ts';
import { ownState } from '../../lab/common/pulumi-state.ts';
import { Processes } from '../helpers/processes.ts';

const PLUGINS = ['kubernetes', 'grafana', 'random'].map((name) => `pulumi-resource-${name}`);
const NETWORK = 'lm-kubernetes-prod';
const SUBNET = '10.213.77';
const GATEWAY = `${SUBNET}.1`;
const charts = findCharts();
const postgres = findPostgres();
const noDocker = missingForDocker([IMAGES.grafana]);
const NEEDS = {
  ...programs('helm', 'pulumi', ...PLUGINS, ...CLUSTER_TOOLS),
  LLM_MONITORING_CHARTS: charts,
  initdb: postgres,
  [noDocker ?? 'docker']: noDocker === undefined ? 'docker' : undefined,
};

interface Question {
  readonly method?: string;
  readonly body?: unknown;
  readonly password?: string;
}

/**
 * The whole program with the stack file of prod, on a real API server. Two Grafana replicas run according to the API server's
 * objects, on a real Postgres; no other pods are running. Only limits of a test machine differ from the stack file.
 */
describeWithAll(NEEDS, 'prod, with two Grafanas on one database', () => {
  const processes = new Processes();
  const messages = new Messages();
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-prod-'));
  const file = join(folder, 'Pulumi.prod.yaml');
  let cluster: Cluster;
  let kubelet: Kubelet;
  let ingress: Ingress;
  let stack: Stack;
  let empty: string[];
  /** The generated password, if none was configured. */
  let generated: string;

  const writeStackFile = (own: { kubernetes?: object; grafana?: object } = {}) =>
    writeProdStackFile(file, {
      kubernetes: { charts, waitForReady: false, ...own.kubernetes },
      grafana: { ...own.grafana },
      alerts: { contactPoints: [{ kind: 'webhook', name: 'on-call', url: messages.url }] },
    });

  const settings = () => settingsFromStackFile(file);

  /** Sends a request to one of the two Grafanas as the administrator. */
  async function ask<T>(
    index: number,
    path: string,
    { method = 'GET', body, password = generated }: Question = {},
  ) {
    const pods = await kubelet.pods();
    return askGrafana<T>(pods[index]!, `admin:${password}`, method, path, body);
  }

  beforeAll(async () => {
    docker('network', 'create', '--subnet', `${SUBNET}.0/24`, '--gateway', GATEWAY, NETWORK);
    await messages.listen(GATEWAY);
    const authority = new Authority();
    const trusted = join(folder, 'ca.pem');
    writeFileSync(trusted, authority.cert);
    const password = 'a-password-of-the-database';
    const database = authority.server('postgres.example.com');
    await startPostgres(postgres!, processes, { address: GATEWAY, password, ...database });
    cluster = await Cluster.start(processes);
    const object = (kind: string, metadata: object, more: object = {}) =>
      ({ apiVersion: 'v1', kind, metadata, ...more }) as const;
    await cluster.ask('POST', '/api/v1/namespaces', object('Namespace', { name: 'llm' }));
    // The steps that docs/kubernetes.md requires before the first `up`.
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await cluster.ask('POST', '/api/v1/namespaces', object('Namespace', { name: 'llm-monitoring', labels }));
    await cluster.ask(
      'POST',
      '/api/v1/namespaces/llm-monitoring/secrets',
      object('Secret', { name: 'grafana-database' }, { stringData: { password } }),
    );
    empty = await cluster.objects();
    kubelet = new Kubelet({
      cluster,
      namespace: 'llm-monitoring',
      deployment: 'llm-monitoring-grafana',
      port: 3000,
      healthPath: '/api/health',
      network: NETWORK,
      subnet: SUBNET,
      service: 'llm-monitoring-grafana-headless',
      extra: [
        ...['--add-host', `postgres.example.com:${GATEWAY}`],
        ...['--volume', `${trusted}:/etc/authority.pem:ro`, '--env', 'SSL_CERT_FILE=/etc/authority.pem'],
      ],
    });
    ingress = new Ingress({ ...authority.server(HOST), pods: () => kubelet.pods() });
    writeStackFile();
    writeProject(folder);
    stack = await LocalWorkspace.createOrSelectStack(
      { stackName: 'prod', workDir: folder },
      {
        envVars: {
          KUBECONFIG: cluster.kubeconfig,
          HTTPS_PROXY: await ingress.listen(),
          SSL_CERT_FILE: trusted,
          ...ownState(folder, 'test'),
        },
      },
    );
  }, 300_000);

  afterAll(async () => {
    kubelet?.stop();
    ingress?.close();
    messages.close();
    await processes.stop();
    docker('network', 'rm', NETWORK);
  });

  test("up creates every object, including Grafana's content", async () => {
    // Nothing here waits until Grafana is running; if its start exceeds the timeout of the program, the next up continues.
    const first = await stack.up().catch((error: unknown) => error);
    if (first instanceof Error) {
      expect(first.message).toMatch(/context deadline exceeded|status 503/);
      await kubelet.pods();
      await stack.up();
    }
    generated = String((await stack.outputs())['grafanaPassword']!.value);
    const objects = new Set(await cluster.objects());
    expect(printed(objectsOf(settings(), charts!)).filter((object) => !objects.has(object))).toEqual([]);
    for (const index of [0, 1]) {
      const found = await ask<{ uid: string }[]>(index, '/api/search?type=dash-db');
      expect(found.map(({ uid }) => uid).sort()).toEqual(
        dashboards(settings())
          .map(({ uid }) => uid)
          .sort(),
      );
      const rules = await ask<unknown[]>(index, '/api/v1/provisioning/alert-rules');
      expect(rules).toHaveLength(alertRules(settings()).flatMap(({ rules }) => rules).length);
      const sources = await ask<{ uid: string; url: string }[]>(index, '/api/datasources');
      expect(sources.map(({ uid, url }) => [uid, url]).sort()).toEqual([
        ['loki', 'http://llm-monitoring-loki.llm-monitoring.svc:3100'],
        ['prometheus', 'http://llm-monitoring-thanos-query.llm-monitoring.svc:10902'],
      ]);
    }
  }, 900_000);

  test('Pod Security, which enforces the restricted profile, admits the pods of every workload', async () => {
    expect(await refusedPods(cluster, objectsOf(settings(), charts!))).toEqual([]);
  });

  test('a second up changes nothing', async () => {
    const { summary } = await stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  }, 900_000);

  test('two clustered Grafanas send one notification', async () => {
    const pods = await kubelet.pods();
    await eventually(60, async () => {
      for (const pod of pods) {
        const text = await (await fetch(`http://${pod}/metrics`)).text();
        expect(text).toMatch(/^(grafana_)?alertmanager_cluster_members 2$/m);
      }
    });
    const group = `/api/v1/provisioning/folder/${FOLDER_UID}/rule-groups/probe`;
    await ask(0, group, { method: 'PUT', body: { interval: 10, rules: [ALWAYS] } });
    await eventually(180, async () => expect(messages.about('Always')).toHaveLength(1));
    // Longer than the delay of the second peer.
    await sleep(45_000);
    expect(messages.about('Always')).toHaveLength(1);
    await ask(0, group, { method: 'DELETE' });
  }, 600_000);

  test('a changed password is set in the database by the next up', async () => {
    const password = 'another-password-of-the-test';
    writeStackFile({ grafana: { adminPassword: password } });
    await stack.up();
    const login = (given: string) => ask(0, '/api/org', { password: given });
    await expect(login(password)).resolves.toMatchObject({ id: 1 });
    await expect(login(generated)).rejects.toThrow('401');
  }, 900_000);

  test('destroy is refused while protected, and then leaves nothing', async () => {
    // Like `npm run down`: `destroy` itself fails on protected resources only after it has deleted their dependents.
    await expect(stack.previewDestroy()).rejects.toThrow(/is protected/);
    expect(await cluster.objects()).not.toEqual(empty);
    writeStackFile({
      kubernetes: { protect: false },
      grafana: { adminPassword: 'another-password-of-the-test' },
    });
    await stack.up();
    const finishing = setInterval(() => void cluster.finishDeletions(), 1000);
    try {
      const { summary } = await stack.destroy();
      expect(summary.result).toBe('succeeded');
    } finally {
      clearInterval(finishing);
    }
    expect(await cluster.objects()).toEqual(empty);
  }, 900_000);
});
