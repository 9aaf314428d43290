import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../configs/index.ts';
import { alloyText, expression } from '../../configs/logs/index.ts';
import { logSources } from '../../configs/kubernetes/log-sources.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith } from '../helpers/tools.ts';

interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly model?: string;
  /** Sources whose selector the API server would let it pass. */
  readonly found: readonly string[];
  /** Its `service_name`. */
  readonly job: string;
}

const engine = { 'app.kubernetes.io/part-of': 'vllm-stack', 'app.kubernetes.io/component': 'serving-engine' };
const PODS: readonly Pod[] = [
  {
    name: 'llama3-0',
    namespace: 'llm',
    labels: { ...engine, model: 'llama3', 'app.kubernetes.io/name': 'llama3' },
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    found: ['job_vllm', 'stack'],
    job: 'vllm',
  },
  {
    name: 'router-0',
    namespace: 'llm',
    labels: { ...engine, 'app.kubernetes.io/component': 'router' },
    found: ['job_vllm_router', 'stack'],
    job: 'vllm-router',
  },
  {
    name: 'backend-0',
    namespace: 'llm',
    labels: { 'app.kubernetes.io/name': 'backend' },
    found: ['stack'],
    job: 'backend',
  },
  {
    name: 'operator-0',
    namespace: 'llm-monitoring',
    labels: {
      app: 'kube-prometheus-stack-operator',
      release: 'llm-monitoring',
      'app.kubernetes.io/name': 'kube-prometheus-stack-prometheus-operator',
    },
    found: ['stack'],
    job: 'prometheus-operator',
  },
  { name: 'batch-0', namespace: 'llm', labels: {}, found: ['stack'], job: 'server' },
  {
    name: 'sklearn-predictor-0',
    namespace: 'kserve',
    labels: { 'serving.kserve.io/inferenceservice': 'sklearn', 'app.kubernetes.io/name': 'x' },
    found: ['job_kserve'],
    job: 'kserve',
  },
  {
    name: 'decode-0',
    namespace: 'llm-d',
    labels: { 'llm-d.ai/role': 'decode', 'llm-d.ai/model': 'm' },
    found: ['job_llm_d'],
    job: 'llm-d',
  },
  { name: 'own-0', namespace: 'own', labels: { app: 'x' }, found: ['job_own'], job: 'own' },
  // Two discoveries find it; the first is scraped and read first.
  {
    name: 'both-0',
    namespace: 'own',
    labels: { app: 'x', tier: 'y' },
    found: ['job_own', 'job_other'],
    job: 'own',
  },
  { name: 'y-0', namespace: 'svc', labels: { app: 'y' }, found: ['job_svc'], job: 'svc' },
];

const SETTINGS = parseSettings({
  backend: 'kubernetes',
  kubernetes: {
    context: 'kind-test',
    collector: { namespaces: ['llm'] },
    discovery: [
      { name: 'vllm', preset: 'production-stack', namespaces: ['llm'], router: true },
      { name: 'kserve', preset: 'kserve', namespaces: ['kserve'] },
      { name: 'llm-d', preset: 'llm-d', namespaces: ['llm-d'] },
      { name: 'own', namespaces: ['own'], selector: { app: 'x' }, port: 8000 },
      { name: 'other', namespaces: ['own'], selector: { tier: 'y' }, port: 8000 },
      { name: 'svc', by: 'service', namespaces: ['svc'], selector: { app: 'y' }, port: 'http' },
    ],
  },
});

const meta = (key: string) => key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
const discovered = ({ name, namespace, labels, model }: Pod): Record<string, string> => ({
  __address__: '10.0.0.1:8000',
  __meta_kubernetes_namespace: namespace,
  __meta_kubernetes_pod_name: name,
  __meta_kubernetes_pod_container_name: 'server',
  __meta_kubernetes_pod_phase: 'Running',
  ...(model === undefined ? {} : { __meta_kubernetes_pod_annotation_llm_monitoring_model: model }),
  ...Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => [
      [`__meta_kubernetes_pod_label_${meta(key)}`, value],
      [`__meta_kubernetes_pod_labelpresent_${meta(key)}`, 'true'],
    ]),
  ),
});

describeWith(['alloy'], 'the labels of logs on Kubernetes, by Alloy itself', () => {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-labels-'));
  const { blocks } = logSources(SETTINGS);
  const sources = blocks.flatMap(({ name, label }) => (name === 'discovery.relabel' ? [label!] : []));
  let targets: Record<string, string>[];

  beforeAll(async () => {
    const config = blocks
      .filter(({ name }) => name === 'discovery.relabel')
      .map((block) => ({
        ...block,
        attributes: { targets: PODS.filter(({ found }) => found.includes(block.label!)).map(discovered) },
      }));
    const all = sources.map((label) => `discovery.relabel.${label}.output`).join(', ');
    const [file, port] = [join(folder, 'config.alloy'), await freePort()];
    writeFileSync(
      file,
      alloyText([
        ...config,
        {
          name: 'discovery.relabel',
          label: 'all',
          attributes: { targets: expression(`array.concat(${all})`) },
        },
      ]),
    );
    processes.start('alloy', [
      'run',
      `--server.http.listen-addr=127.0.0.1:${port}`,
      `--storage.path=${join(folder, 'data')}`,
      '--disable-reporting',
      file,
    ]);
    const url = `http://127.0.0.1:${port}/api/v0/web/components/discovery.relabel.all`;
    targets = await eventually(60, async () => labelSets(await (await fetch(url)).json()));
  });

  afterAll(async () => {
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('read every pod once', () => {
    expect(targets.map(({ instance }) => instance).sort()).toEqual(PODS.map(({ name }) => name).sort());
  });

  it.each(PODS)('name $name after the job that scrapes it', ({ name, job, model, namespace }) => {
    const labels = targets.find(({ instance }) => instance === name)!;
    expect(labels['service_name']).toBe(job);
    expect(labels['namespace']).toBe(namespace);
    // A name that a label of Kubernetes could hold is rarely that of the metrics.
    expect(labels['model_name']).toBe(model);
  });
});

/** The targets that a component exports, in the JSON of Alloy's own pages. */
function labelSets(component: unknown): Record<string, string>[] {
  const { exports } = component as {
    exports: { name: string; value: { value: { value: { key: string; value: { value: string } }[] }[] } }[];
  };
  const output = exports.find(({ name }) => name === 'output')!;
  return output.value.value.map(({ value }) =>
    Object.fromEntries(value.map((entry) => [entry.key, entry.value.value])),
  );
}
