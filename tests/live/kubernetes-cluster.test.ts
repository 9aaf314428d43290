import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KubernetesBackend } from '../../components/kubernetes/index.ts';
import {
  after,
  before,
  type Manifest,
  namespaces,
  releases,
  secrets,
} from '../../configs/kubernetes/index.ts';
import { parseSettings, type Settings } from '../../configs/settings/index.ts';
import { rawFromStackFile } from '../../configs/settings/stack-file.ts';
import { findCharts, rendered } from '../helpers/kubernetes/charts.ts';
import { Cluster, CLUSTER_TOOLS } from '../helpers/kubernetes/cluster.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import { ServiceAccounts } from '../helpers/kubernetes/service-accounts.ts';
import { freePort, Processes } from '../helpers/processes.ts';

const PLUGINS = ['kubernetes', 'grafana', 'random'].map((name) => `pulumi-resource-${name}`);
const charts = findCharts();
const NEEDS = {
  ...programs('helm', 'pulumi', ...PLUGINS, ...CLUSTER_TOOLS),
  LLM_MONITORING_CHARTS: charts,
};

interface Workload extends Manifest {
  readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
}

describeWithAll(NEEDS, 'staging in a real API server', () => {
  const processes = new Processes();
  const grafana = new ServiceAccounts();
  let cluster: Cluster;
  let settings: Settings;
  let stack: Stack;
  let empty: string[];

  beforeAll(async () => {
    cluster = await Cluster.start(processes);
    empty = await cluster.objects();
    const port = await freePort();
    settings = stagingSettings(port);
    await grafana.listen(port);
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-pulumi-'));
    stack = await LocalWorkspace.createOrSelectStack(
      {
        projectName: 'llm-monitoring',
        stackName: 'live',
        program: async () => {
          new KubernetesBackend('kubernetes', {
            settings,
            adminPassword: 'a-password-of-the-test',
            portForward: () => undefined,
          });
        },
      },
      {
        workDir: folder,
        envVars: {
          KUBECONFIG: cluster.kubeconfig,
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: 'test',
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        },
      },
    );
  }, 300_000);

  afterAll(async () => {
    grafana.close();
    await processes.stop();
  });

  test('up makes every object', async () => {
    const { summary } = await stack.up();
    expect(summary.result).toBe('succeeded');
    const objects = new Set(await cluster.objects());
    expect(expected(settings).filter((object) => !objects.has(object))).toEqual([]);
    expect(grafana.left).toBe(2);
    expect([...grafana.logins]).toEqual([
      `Basic ${Buffer.from('admin:a-password-of-the-test').toString('base64')}`,
    ]);
  }, 900_000);

  test('the pods of every workload pass Pod Security, which enforces the restricted profile', async () => {
    const workloads = allObjects(settings).filter(({ kind }) =>
      ['Deployment', 'StatefulSet'].includes(kind),
    ) as Workload[];
    expect(workloads.length).toBeGreaterThan(3);
    const pods = '/api/v1/namespaces/llm-monitoring/pods?dryRun=All';
    const podOf = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'llm-monitoring' },
      spec,
    });
    for (const { metadata, spec } of workloads) {
      const { status, body } = await cluster.ask('POST', pods, podOf(metadata.name, spec.template.spec));
      expect([metadata.name, status, body['message']]).toEqual([metadata.name, 201, undefined]);
    }
    const root = { containers: [{ name: 'root', image: 'busybox:1' }] };
    expect((await cluster.ask('POST', pods, podOf('root', root))).status).toBe(403);
  });

  test('a second up changes nothing', async () => {
    const { summary } = await stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
  }, 900_000);

  test('destroy leaves nothing', async () => {
    const finishing = setInterval(() => void cluster.finishNamespaces(), 1000);
    try {
      const { summary } = await stack.destroy();
      expect(summary.result).toBe('succeeded');
    } finally {
      clearInterval(finishing);
    }
    expect(await cluster.objects()).toEqual(empty);
  }, 900_000);
});

/** The stack file, but for what this machine differs in: no node, charts in a folder, a port that is free. */
function stagingSettings(port: number): Settings {
  const file = fileURLToPath(new URL('../../Pulumi.staging.yaml', import.meta.url));
  const raw = rawFromStackFile(readFileSync(file, 'utf8'));
  return parseSettings({
    ...raw,
    kubernetes: {
      ...(raw['kubernetes'] as object),
      waitForReady: false,
      charts,
      grafana: { access: { kind: 'port-forward', port } },
    },
  });
}

function allObjects(settings: Settings): Manifest[] {
  return [
    ...namespaces(settings),
    ...secrets(settings),
    ...before(settings),
    ...after(settings),
    ...releases(settings).flatMap((release) => rendered(charts!, release, 'llm-monitoring', release.values)),
  ];
}

/** As {@link Cluster.objects} prints them. */
const expected = (settings: Settings): string[] =>
  allObjects(settings).map(({ kind, metadata }) => {
    const everywhere = /^(Namespace|CustomResourceDefinition|Cluster.*)$/.test(kind);
    return `${kind} ${everywhere ? '' : (metadata.namespace ?? 'llm-monitoring')}/${metadata.name}`;
  });
