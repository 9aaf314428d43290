import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubernetesBundle } from '../../configs/bundle/kubernetes.ts';
import type { Settings } from '../../configs/index.ts';
import { findCharts } from '../helpers/kubernetes/charts.ts';
import { Cluster, CLUSTER_TOOLS } from '../helpers/kubernetes/cluster.ts';
import { describeWithAll, programs } from '../helpers/kubernetes/needs.ts';
import {
  objectsOf,
  printed,
  refusedPods,
  refusesRoot,
  stagingSettings,
} from '../helpers/kubernetes/staging.ts';
import { Processes } from '../helpers/processes.ts';

const charts = findCharts();
const NEEDS = { ...programs('helm', 'kubectl', ...CLUSTER_TOOLS), LLM_MONITORING_CHARTS: charts };

for (const name of ['staging', 'kind'])
  describeWithAll(
    NEEDS,
    `the rendered files of ${name}, installed as their guide says, in a real API server`,
    () => {
      const processes = new Processes();
      const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-install-'));
      let cluster: Cluster;
      let settings: Settings;

      const shell = (commands: string) => {
        const { status, stdout, stderr } = spawnSync('sh', ['-ec', commands], {
          cwd: join(folder, 'kubernetes'),
          env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
        return stdout;
      };

      const guide = () => {
        const { text } = kubernetesBundle(settings).find(({ path }) => path.endsWith('install.md'))!;
        return /```sh\n(.*?)```/s.exec(text)![1]!;
      };

      beforeAll(async () => {
        cluster = await Cluster.start(processes);
        settings = stagingSettings(charts!, 13_000, name);
        for (const { path, text } of kubernetesBundle(settings)) {
          const file = join(folder, path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text.replaceAll('REPLACE_ME', 'replaced-by-the-test'));
        }
        shell('kubectl create namespace llm');
      }, 300_000);

      afterAll(() => processes.stop());

      test('every command works, and every object exists', async () => {
        shell(guide());
        const found = new Set(await cluster.objects());
        expect(printed(objectsOf(settings, charts!)).filter((object) => !found.has(object))).toEqual([]);
      }, 600_000);

      test('Pod Security, which enforces the restricted profile, admits the pods of every workload', async () => {
        expect(await refusedPods(cluster, objectsOf(settings, charts!))).toEqual([]);
        expect(await refusesRoot(cluster)).toBe(true);
      });

      test('applying the manifests again changes nothing', () => {
        const lines = shell('kubectl apply -f manifests').trim().split('\n');
        expect(lines.length).toBeGreaterThan(10);
        // `stringData` of a Secret is rewritten each time.
        expect(lines.filter((line) => !/ unchanged$/.test(line) && !line.startsWith('secret/'))).toEqual([]);
      });
    },
  );
