import { describe, expect, test } from 'vitest';
import { releases } from '../../../configs/kubernetes/index.ts';
import { CHARTS } from '../../../configs/versions.ts';
import { onKubernetes, staging } from './stacks.ts';
import { valuesOf } from './tree.ts';

describe('releases', () => {
  test('are five, in dependency order, pinned, from their own registries', () => {
    expect(releases(staging).map(({ name, chart }) => [name, chart])).toEqual([
      [
        'llm-monitoring-crds',
        {
          chart: 'oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
          version: CHARTS['prometheus-operator-crds'].version,
        },
      ],
      [
        'llm-monitoring',
        {
          chart: 'oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack',
          version: CHARTS['kube-prometheus-stack'].version,
        },
      ],
      [
        'llm-monitoring-loki',
        { chart: 'oci://ghcr.io/grafana-community/helm-charts/loki', version: CHARTS.loki.version },
      ],
      [
        'llm-monitoring-grafana',
        { chart: 'oci://ghcr.io/grafana-community/helm-charts/grafana', version: CHARTS.grafana.version },
      ],
      [
        'llm-monitoring-alloy',
        {
          chart: 'alloy',
          version: CHARTS.alloy.version,
          repository: 'https://grafana.github.io/helm-charts',
        },
      ],
    ]);
  });

  test.each([
    ['oci://mirror.example.com/charts', { chart: 'oci://mirror.example.com/charts/loki' }],
    ['https://mirror.example.com', { chart: 'loki', repository: 'https://mirror.example.com' }],
    ['./charts', { chart: `./charts/loki-${CHARTS.loki.version}.tgz` }],
  ])('come from %s where that is set', (charts, location) => {
    const { chart } = releases(onKubernetes({ charts })).find(({ part }) => part === 'loki')!;
    expect(chart).toEqual({ version: CHARTS.loki.version, ...location });
  });

  test('omit parts that the cluster or an external server provides', () => {
    const partsOf = (kubernetes: object, others: object = {}) =>
      releases(onKubernetes({ ...kubernetes }, { ...others })).map(({ part }) => part);
    const existing = { existing: { url: 'https://example.com' } };
    expect(partsOf({ operator: 'existing' })).toEqual(['prometheus', 'loki', 'grafana', 'alloy']);
    expect(partsOf({}, { prometheus: existing })).toEqual(['loki', 'grafana', 'alloy']);
    expect(partsOf({ collector: { enabled: false } }, { loki: existing, grafana: existing })).toEqual([
      'definitions',
      'prometheus',
    ]);
    expect(valuesOf(onKubernetes({ operator: 'existing' }), 'prometheus').prometheusOperator.enabled).toBe(
      false,
    );
  });
});
