import { expect, test } from 'vitest';
import { DEMO_BACKEND_JOB, DEMO_JOB, DEMO_MODELS } from '../../../configs/demo/models.ts';
import { after, type Manifest, namespaces } from '../../../configs/kubernetes/index.ts';
import { logSources } from '../../../configs/kubernetes/log-sources.ts';
import { vllmMonitors } from '../../../configs/kubernetes/monitors.ts';
import { demoServices } from '../../../configs/services/demo.ts';
import { vllmJobRecords } from '../../../configs/slo/scope.ts';
import { kind, onKubernetes, staging } from './stacks.ts';
import type { Tree } from './tree.ts';

const inDemo = (manifests: readonly Manifest[]): Tree[] =>
  manifests.filter(({ metadata }) => metadata.namespace === 'llm-monitoring-demo');
const workloads = inDemo(after(kind)).filter(({ spec }: Tree) => spec?.template !== undefined);
const podsOf = ({ spec }: Tree) => spec.template;
const containerOf = (workload: Tree) => podsOf(workload).spec.containers[0];
const monitors = vllmMonitors(kind) as Tree[];

const selects = (selector: Tree, { metadata }: Tree): boolean =>
  Object.entries(selector.matchLabels).every(([key, value]) => metadata.labels[key] === value);

test('the demo has a namespace of its own, and none without it', () => {
  expect(namespaces(kind).map(({ metadata }) => metadata.name)).toEqual([
    'llm-monitoring',
    'llm-monitoring-demo',
  ]);
  expect(inDemo(after(staging))).toEqual([]);
  expect(namespaces(onKubernetes({ namespace: 'monitoring' }, { demo: true }))[1]!.metadata.name).toBe(
    'monitoring-demo',
  );
});

test('pods run the commands of the Docker stack', () => {
  const services = demoServices(kind);
  expect(workloads).toHaveLength(services.length);
  for (const service of services) {
    const container = containerOf(workloads.find(({ metadata }) => metadata.name === service.name));
    expect(container.args ?? container.command).toEqual(service.command);
    expect(container.image).toBe(service.image);
  }
});

test.each([
  [DEMO_JOB, 2],
  [DEMO_BACKEND_JOB, 1],
  [`${DEMO_JOB}-gaps`, 1],
])('job %s scrapes a declared port of %i pods', (job, count) => {
  const { spec } = monitors.find(({ metadata }) => metadata.name === `llm-monitoring-${job}`);
  expect(spec.namespaceSelector).toEqual({ matchNames: ['llm-monitoring-demo'] });
  const found = workloads.filter((workload) => selects(spec.selector, podsOf(workload)));
  expect(found).toHaveLength(count);
  for (const workload of found) {
    const [{ containerPort }] = containerOf(workload).ports;
    expect(spec.podMetricsEndpoints[0].relabelings).toContainEqual(
      expect.objectContaining({ targetLabel: '__address__', replacement: `$1:${containerPort}` }),
    );
  }
});

test('the load driver labels the metrics that a server lacks like the server itself', () => {
  const driver = containerOf(workloads.find(({ kind: own }) => own === 'Deployment'));
  const { engines } = JSON.parse(driver.env[0].value);
  const sets = workloads.filter(({ kind: own }) => own === 'StatefulSet');
  expect(engines.map(({ instance }: Tree) => instance)).toEqual(
    sets.map(({ metadata, spec }) => (spec.replicas === 1 ? `${metadata.name}-0` : undefined)),
  );
  // Its endpoints are the Services of the sets, in the same namespace.
  const services = inDemo(after(kind)).filter(({ kind: own }) => own === 'Service');
  expect(engines.map(({ endpoint }: Tree) => endpoint)).toEqual(
    services.map(({ metadata, spec }) => `${metadata.name}:${spec.ports[0].port}`),
  );
  for (const [index, { spec }] of services.entries()) {
    const labels = podsOf(sets[index]).metadata.labels;
    expect(Object.entries(spec.selector).every(([key, value]) => labels[key] === value)).toBe(true);
    expect(sets.filter((set) => selects({ matchLabels: spec.selector }, podsOf(set)))).toHaveLength(1);
  }
});

test('logs have the names of the metrics', () => {
  const { blocks } = logSources(kind);
  const relabel = (label: string) =>
    JSON.stringify(blocks.find((block) => block.name === 'discovery.relabel' && block.label === label));
  expect(relabel('job_demo_vllm')).toContain(`"replacement":"${DEMO_JOB}"`);
  expect(relabel('job_demo_backend')).toContain(`"replacement":"${DEMO_BACKEND_JOB}"`);
  const models = workloads.flatMap(
    (workload) => podsOf(workload).metadata.annotations['llm-monitoring.model'] ?? [],
  );
  expect(models).toEqual(DEMO_MODELS.map(({ name }) => name));
});

test('rules and dashboards treat it as a discovered job', () => {
  expect(vllmJobRecords(kind)).toMatchObject([{ name: DEMO_JOB, discovered: true }]);
});

test('only Prometheus reaches the demo, and the demo only itself', () => {
  const policies = inDemo(after(kind)).filter(({ kind: own }) => own === 'NetworkPolicy');
  expect(policies).toHaveLength(1);
  expect(policies[0].spec.podSelector).toEqual({});
  expect(JSON.stringify(policies[0].spec.egress)).not.toContain('namespaceSelector":{}');
  const open = onKubernetes({ networkPolicies: { enabled: false } }, { demo: true });
  expect(inDemo(after(open)).map(({ kind: own }) => own)).not.toContain('NetworkPolicy');
});
