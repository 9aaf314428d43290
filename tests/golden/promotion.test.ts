import { expect, test } from 'vitest';
import type { Recorded } from '../helpers/mocks.ts';
import { recordedStacks } from './recorded-stacks.ts';
import type { Stack } from './stacks.ts';

const recorded = await recordedStacks();

/** What is in Grafana, by name, with one word for Grafana's address and one for the cluster, which alerts contain. */
function contentOf(stack: Stack): Map<string, Recorded> {
  const all = recorded[stack];
  const { url } = all.find(({ type }) => type === 'pulumi:providers:grafana')!.inputs as { url: string };
  const text = JSON.stringify(all.filter(({ type }) => type.startsWith('grafana:')));
  const content = JSON.parse(
    text.replaceAll(url, 'GRAFANA').replaceAll(`{{ else }}${stack}{{ end }}`, 'CLUSTER'),
  ) as Recorded[];
  return new Map(content.map((one) => [one.name, one]));
}

/** Only prod runs the server that joins two Prometheuses. */
const withoutThanos = (value: unknown) => JSON.stringify(value)?.replaceAll('|thanos-query', '');

/** The account that the program writes with is Kubernetes' own. */
const shared = (names: Iterable<string>) =>
  [...names].filter((name) => !name.startsWith('kubernetes-')).sort();

test('the same dashboards, data sources and rules go from dev to staging to prod', () => {
  const [dev, staging, prod] = (['dev', 'staging', 'prod'] as const).map((stack) =>
    shared(contentOf(stack).keys()),
  );
  expect(dev!.length).toBeGreaterThan(3);
  // Only a cluster has a router.
  const ofGateway = ['grafana-alerting-llm-gateway', 'grafana-gateway'];
  // Traces are off by default.
  const ofTraces = ['grafana-alerting-llm-traces', 'grafana-tempo', 'grafana-vllm-requests'];
  const others = dev!.filter((name) => !ofTraces.includes(name));
  expect(others.length).toBe(dev!.length - ofTraces.length);
  expect(staging).toEqual([...others, ...ofGateway].sort());
  expect(prod).toEqual(staging);
});

test('from staging to prod only addresses change in Grafana, and Thanos Query is watched', () => {
  const staging = contentOf('staging');
  const changed = [...contentOf('prod')].flatMap(([name, { inputs }]) =>
    Object.keys(inputs)
      .filter((key) => withoutThanos(inputs[key]) !== withoutThanos(staging.get(name)?.inputs[key]))
      .map((key) => `${name}.${key}`),
  );
  // The runbook prints the expression of each alert, one of which names every watched server.
  expect(changed).toEqual(['grafana-prometheus.url', 'grafana-runbook.configJson']);
});

test('what prod runs more than staging is what joins two Prometheuses', () => {
  const cluster = (stack: Stack) =>
    recorded[stack].filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => name);
  const staging = new Set(cluster('staging'));
  const more = cluster('prod').filter((name) => !staging.has(name));
  expect(more.length).toBeGreaterThan(0);
  expect(more.filter((name) => !name.endsWith('-thanos-query'))).toEqual([]);
});
