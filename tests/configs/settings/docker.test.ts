import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../../../configs/bundle/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { prometheusConfig } from '../../../configs/prometheus/config.ts';
import { alertRules } from '../../../configs/rules/index.ts';
import { annotationsOf } from '../../../configs/rules/annotations.ts';
import { services } from '../../../configs/services/index.ts';

interface Compose {
  readonly services: Readonly<Record<string, { readonly networks: string[] }>>;
  readonly networks: Readonly<Record<string, { readonly name: string; readonly external?: boolean }>>;
}

describe('docker.networks', () => {
  const settings = parseSettings({ docker: { networks: ['vllm_default', 'stack'] } });
  const compose = parse(bundle(settings).find(({ path }) => path === 'compose.yaml')!.text) as Compose;

  it('are joined by what reaches targets and servers, beside the own ones', () => {
    const joined = services(settings).filter((service) => service.joined?.length === 2);
    expect(joined.map(({ name }) => name).sort()).toEqual(['alloy', 'grafana', 'prometheus']);
    expect(compose.services['prometheus']!.networks).toEqual([
      'stack',
      'joined-vllm_default',
      'joined-stack',
    ]);
    expect(compose.services['loki']!.networks).toEqual(['stack']);
  });

  it('are external in the bundle, so that nothing creates or removes them', () => {
    expect(compose.networks['joined-vllm_default']).toEqual({ name: 'vllm_default', external: true });
    expect(compose.networks['stack']).toMatchObject({ name: 'llm-monitoring' });
  });

  test.each([
    [
      { networks: ['llm-monitoring'] },
      'found "llm-monitoring", expected a network other than the stack\'s own',
    ],
    [{ networks: ['host'] }, 'found "host", expected a user-defined network'],
    [{ networks: ['a1', 'a1'] }, 'found "a1" again, expected each network once'],
    [{ networks: ['a b'] }, 'found "a b", expected docker.networks to be a list of names of Docker networks'],
  ])('%j is one clear error', (docker, message) => {
    expect(() => parseSettings({ docker })).toThrow(message);
  });
});

describe('grafana.rootUrl', () => {
  const settings = parseSettings({ grafana: { rootUrl: 'https://ops.example.com/grafana/' } });

  it('is served under its path, probed and scraped there, and in links', () => {
    const grafana = services(settings).find(({ name }) => name === 'grafana')!;
    expect(grafana.env).toMatchObject({
      GF_SERVER_ROOT_URL: 'https://ops.example.com/grafana/',
      GF_SERVER_SERVE_FROM_SUB_PATH: 'true',
    });
    expect(grafana.healthCheck!.test.at(-1)).toMatch(/\/grafana\/api\/health$/);
    // Grafana redirects requests for its metrics at the root, to an address that Prometheus may not reach.
    const { scrape_configs } = parse(prometheusConfig(settings)) as {
      scrape_configs: { job_name: string; metrics_path?: string }[];
    };
    expect(scrape_configs.find(({ job_name }) => job_name === 'grafana')?.metrics_path).toBe(
      '/grafana/metrics',
    );
    const [rule] = alertRules(settings).flatMap((group) => group.rules);
    expect(annotationsOf(settings, rule!)['dashboard_url']).toMatch(
      /^https:\/\/ops\.example\.com\/grafana\/d\//,
    );
  });

  it('without a path changes links alone', () => {
    const root = parseSettings({ grafana: { rootUrl: 'https://grafana.example.com' } });
    const grafana = services(root).find(({ name }) => name === 'grafana')!;
    expect(grafana.env).toMatchObject({ GF_SERVER_SERVE_FROM_SUB_PATH: 'false' });
    expect(grafana.healthCheck!.test.at(-1)).toMatch(/:3000\/api\/health$/);
  });

  test.each([
    [
      { grafana: { rootUrl: 'grafana.example.com' } },
      'grafana.rootUrl: found "grafana.example.com", expected an http',
    ],
    [{ grafana: { rootUrl: 'https://a.example.com/?x=1' } }, 'without query'],
    [
      { grafana: { rootUrl: 'https://a.example.com', existing: { url: 'https://b.example.com' } } },
      'expected nothing with grafana.existing',
    ],
  ])('%j is one clear error', (raw, message) => {
    expect(() => parseSettings(raw)).toThrow(message);
  });
});
