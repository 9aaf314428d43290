import { describe, expect, test } from 'vitest';
import { releases } from '../../../configs/kubernetes/index.ts';
import { imageWithSha } from '../../../configs/text/image-parts.ts';
import { stacks } from './stacks.ts';
import { type Tree, valuesOf } from './tree.ts';

describe.each(Object.entries(stacks))('in stack %s', (_, settings) => {
  test('every object has one owner: no chart creates data sources, dashboards, rules or monitors', () => {
    const grafana = valuesOf(settings, 'grafana');
    expect(grafana.sidecar).toEqual({
      datasources: { enabled: false },
      dashboards: { enabled: false },
      alerts: { enabled: false },
    });
    expect(grafana).not.toHaveProperty('datasources');
    const operator = valuesOf(settings, 'prometheus');
    expect(operator.grafana.enabled).toBe(false);
    expect(operator.defaultRules.create).toBe(false);
    expect(operator.prometheus.serviceMonitor.selfMonitor).toBe(false);
    expect(valuesOf(settings, 'loki').monitoring.rules.enabled).toBe(false);
  });

  test('no value is secret', () => {
    const text = JSON.stringify(releases(settings).map(({ values }) => values));
    const secrets = ['mimir-password', 'database-password', 'store-key', 'store-key-id', 'target-token'];
    expect(secrets.filter((secret) => text.includes(`"${secret}"`))).toEqual([]);
    expect(text).not.toContain('[secret]');
  });

  test('only clients of the API server have a token, and Alloy can read only logs', () => {
    const grafana = valuesOf(settings, 'grafana');
    expect([grafana.automountServiceAccountToken, grafana.rbac.create]).toEqual([false, false]);
    expect(valuesOf(settings, 'loki').defaults.automountServiceAccountToken).toBe(false);
    const { rbac } = valuesOf(settings, 'alloy');
    expect(rbac.clusterRules).toEqual([]);
    const byService = settings.kubernetes.discovery.some(({ by }) => by === 'service');
    expect(rbac.rules.flatMap((rule: Tree) => rule.resources)).toEqual([
      ...['pods', 'pods/log'],
      ...(byService ? ['services', 'endpointslices'] : []),
    ]);
    expect(rbac.namespaces).toContain('llm-monitoring');
  });

  test('the images are the same as on Docker', () => {
    const images = settings.images;
    const { registry, repository, tag } = valuesOf(settings, 'loki').loki.image;
    expect(`${registry}/${repository}:${tag}`).toBe(`docker.io/${images.loki}`);
    expect(valuesOf(settings, 'prometheus').prometheus.prometheusSpec.image).toEqual({
      ...imageWithSha(images.prometheus),
    });
  });
});
