import { describe, expect, test } from 'vitest';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { gatewayJobs } from '../../../configs/inventory/gateways.ts';
import { prometheusFiles } from '../../../configs/prometheus/config.ts';
import { alertRules, conditionOf } from '../../../configs/rules/index.ts';
import type { Settings } from '../../../configs/settings/index.ts';
import { otherJobs, vllmJobs } from '../../../configs/slo/scope.ts';
import { parse } from 'yaml';
import { onKubernetes } from '../kubernetes/stacks.ts';

type Job = {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
  readonly metric_relabel_configs?: readonly { readonly regex: string }[];
};

const withTarget = (kind: string, more: Record<string, unknown> = {}) =>
  parseSettings({
    targets: [{ name: 'front', kind, endpoints: ['front', 'front:1', '[fd00::1]:2'], ...more }],
  });

function jobOf(settings: Settings): Job {
  const file = prometheusFiles(settings).find(({ path }) => path === 'prometheus.yml')!;
  const { scrape_configs } = parse(file.content as string) as { scrape_configs: readonly Job[] };
  return scrape_configs.find(({ job_name }) => job_name === 'front')!;
}

const rulesOf = (settings: Settings) =>
  alertRules(settings).find(({ name }) => name === 'llm-gateway')?.rules ?? [];
const hasDashboard = (settings: Settings) => dashboards(settings).some(({ uid }) => uid === 'gateway');

describe('a gateway', () => {
  test.each([
    ['production-stack-router', 8000, '/metrics'],
    ['llm-d-epp', 9090, '/metrics'],
    ['litellm', 4000, '/metrics/'],
  ])('of kind %s is scraped on port %i at %s unless the target says otherwise', (kind, port, path) => {
    const job = jobOf(withTarget(kind));
    expect(job.metrics_path).toBe(path);
    expect(job.static_configs[0]!.targets).toEqual([`front:${port}`, 'front:1', '[fd00::1]:2']);
    expect(jobOf(withTarget(kind, { path: '/other' })).metrics_path).toBe('/other');
  });

  test('is the only kind of target with a port of its own', () => {
    const job = jobOf(withTarget('prometheus'));
    expect(job.static_configs[0]!.targets[0]).toBe('front');
    expect(job.metrics_path).toBe('/metrics');
  });

  test('loses what it repeats of the engines, the router of production-stack alone', () => {
    const dropped = (kind: string) =>
      (jobOf(withTarget(kind)).metric_relabel_configs ?? []).map(({ regex }) => regex).join();
    expect(dropped('production-stack-router')).toContain('num_requests_(running|waiting|swapped)');
    expect(dropped('litellm')).not.toContain('num_requests');
    expect(dropped('litellm')).toContain('_created');
    expect(dropped('prometheus')).toBe('');
  });

  test('has a dashboard with its row, and rules that name its job; other stacks have neither', () => {
    for (const settings of [parseSettings({}), withTarget('http'), withTarget('prometheus')]) {
      expect(hasDashboard(settings)).toBe(false);
      expect(rulesOf(settings)).toEqual([]);
    }
    const settings = withTarget('litellm');
    const { json } = dashboards(settings).find(({ uid }) => uid === 'gateway')!;
    const rows = (json['panels'] as { type: string; title: string }[]).filter(({ type }) => type === 'row');
    expect(rows.map(({ title }) => title)).toEqual(['Proxy (LiteLLM)']);
    expect(rulesOf(settings).map(({ name }) => name)).toEqual([
      'GatewayBackendsUnhealthy',
      'GatewayErrors',
      'GatewayNotReady',
    ]);
    for (const rule of rulesOf(settings)) {
      expect(conditionOf(rule)).toContain('job="front"');
      expect(conditionOf(rule)).not.toMatch(/vllm:|inference_/);
    }
  });

  test('is no server of vLLM, and is watched like any other target', () => {
    expect(vllmJobs(withTarget('production-stack-router'))).toEqual([]);
    expect(otherJobs(withTarget('production-stack-router'))).toContain('front');
  });

  test.each([
    ['production-stack', 'production-stack-router'],
    ['llm-d', 'llm-d-epp'],
  ] as const)('is found by discovery with preset %s', (preset, kind) => {
    const discovery = [{ name: 'vllm', preset, namespaces: ['llm'], router: true }];
    const settings = onKubernetes({ discovery });
    expect(gatewayJobs(settings, kind)).toEqual(['vllm-router']);
    expect(otherJobs(settings)).toContain('vllm-router');
    expect(vllmJobs(settings)).toEqual(['vllm']);
    expect(hasDashboard(settings)).toBe(true);
    expect(hasDashboard(onKubernetes({ discovery: [{ ...discovery[0], router: false }] }))).toBe(false);
  });
});
