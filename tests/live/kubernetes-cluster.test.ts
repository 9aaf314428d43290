import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import type * as pulumi from '@pulumi/pulumi';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { KubernetesBackend } from '../../components/kubernetes/index.ts';
import type { Settings } from '../../configs/index.ts';
import { findCharts } from '../helpers/kubernetes/charts.ts';
import { Cluster, CLUSTER_TOOLS } from '../helpers/kubernetes/cluster.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { ServiceAccounts } from '../helpers/kubernetes/service-accounts.ts';
import {
  objectsOf,
  printed,
  refusedPods,
  refusesRoot,
  stagingSettings,
} from '../helpers/kubernetes/staging.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { ownState } from '../../lab/common/pulumi-state.ts';
import { Processes } from '../helpers/processes.ts';

/** The transform of docs/kubernetes.md. */
const withOwner: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === POLICY
    ? { props: { ...props, metadata: { ...props['metadata'], annotations: { owner: 'ml' } } }, opts }
    : undefined;
const POLICY = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';

const PLUGINS = ['kubernetes', 'grafana', 'random'].map((name) => `pulumi-resource-${name}`);
const charts = findCharts();
const NEEDS = {
  ...programs('helm', 'pulumi', ...PLUGINS, ...CLUSTER_TOOLS),
  LLM_MONITORING_CHARTS: charts,
};

describeWithAll(NEEDS, 'staging in a real API server', () => {
  const processes = new Processes();
  const grafana = new ServiceAccounts();
  let cluster: Cluster;
  let settings: Settings;
  let stack: Stack;
  let empty: string[];

  beforeAll(async () => {
    cluster = await Cluster.start(processes);
    // The namespace of vLLM exists before the stack.
    const llm = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'llm' } };
    await cluster.ask('POST', '/api/v1/namespaces', llm);
    empty = await cluster.objects();
    // The provider's SDK reads it in the process of the program.
    vi.stubEnv('KUBECONFIG', cluster.kubeconfig);
    const port = await freePort();
    settings = stagingSettings(charts!, port);
    await grafana.listen(port);
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-pulumi-'));
    stack = await LocalWorkspace.createOrSelectStack(
      {
        projectName: 'llm-monitoring',
        stackName: 'live',
        program: async () => {
          new KubernetesBackend(
            'kubernetes',
            { settings, adminPassword: 'a-password-of-the-test', portForward: () => undefined },
            { transforms: [withOwner] },
          );
        },
      },
      {
        workDir: folder,
        envVars: {
          KUBECONFIG: cluster.kubeconfig,
          ...ownState(folder, 'test'),
        },
      },
    );
  }, 300_000);

  afterAll(async () => {
    grafana.close();
    vi.unstubAllEnvs();
    await processes.stop();
  });

  test('up creates every object', async () => {
    const { summary } = await stack.up();
    expect(summary.result).toBe('succeeded');
    const objects = new Set(await cluster.objects());
    expect(printed(objectsOf(settings, charts!)).filter((object) => !objects.has(object))).toEqual([]);
    expect(grafana.left).toBe(2);
    expect([...grafana.logins]).toEqual([
      `Basic ${Buffer.from('admin:a-password-of-the-test').toString('base64')}`,
    ]);
  }, 900_000);

  test('a transform of the program changes every resource of its kind', async () => {
    const path = '/apis/networking.k8s.io/v1/namespaces/llm-monitoring/networkpolicies';
    const { items } = (await cluster.ask('GET', path)).body as {
      items: { metadata: { name: string; annotations?: Record<string, string> } }[];
    };
    expect(items.length).toBeGreaterThan(4);
    expect(items.filter(({ metadata }) => metadata.annotations?.['owner'] !== 'ml')).toEqual([]);
  });

  test('Pod Security, which enforces the restricted profile, admits the pods of every workload', async () => {
    expect(await refusedPods(cluster, objectsOf(settings, charts!))).toEqual([]);
    expect(await refusesRoot(cluster)).toBe(true);
  });

  test('a second up changes nothing', async () => {
    const { summary } = await stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  }, 900_000);

  test('destroy leaves nothing', async () => {
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
