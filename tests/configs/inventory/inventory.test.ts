import { describe, expect, test } from 'vitest';
import { parseSettings, type Settings } from '../../../configs/index.ts';
import { exporterJobs, serverJobs } from '../../../configs/inventory/jobs.ts';
import { managedParts } from '../../../configs/inventory/managed.ts';
import { partMonitors } from '../../../configs/kubernetes/part-monitors.ts';
import { partJobs } from '../../../configs/prometheus/jobs.ts';
import { alertRules } from '../../../configs/rules/groups.ts';
import { conditionOf } from '../../../configs/rules/render-prometheus.ts';
import { services } from '../../../configs/services/index.ts';
import { partOf } from '../../../configs/stack/parts.ts';
import { alertsByPrometheus, grown, onKubernetes, prod, staging } from '../kubernetes/stacks.ts';

const docker = parseSettings({});
const remoteLogs = parseSettings({ loki: { existing: { url: 'http://loki.example.com:3100' } } });
const withExporters = parseSettings({ exporters: { gpu: true, node: true, containers: true } });

/** The PromQL condition of a rule under these settings; undefined if the rule does not exist. */
const condition = (settings: Settings, name: string): string | undefined => {
  const rule = alertRules(settings)
    .flatMap(({ rules }) => rules)
    .find((candidate) => candidate.name === name);
  return rule && conditionOf(rule);
};

describe('MonitoringTargetDown covers every server that the stack runs', () => {
  test.each([
    ['on Docker', docker, 'alloy|grafana|loki|prometheus'],
    ["Alloy too where Loki is somebody else's", remoteLogs, 'alloy|grafana|prometheus'],
    ['on Kubernetes the operator too', staging, 'alloy|grafana|loki|prometheus|prometheus-operator'],
    ['Thanos Query', prod, 'alloy|grafana|loki|prometheus|prometheus-operator|thanos-query'],
    [
      'Alertmanager',
      alertsByPrometheus,
      'alertmanager|alloy|grafana|loki|prometheus|prometheus-operator|thanos-query',
    ],
    [
      'not a collector that does not run',
      onKubernetes({ collector: { enabled: false } }),
      'grafana|loki|prometheus|prometheus-operator',
    ],
  ])('%s', (_, settings, jobs) => {
    expect(condition(settings, 'MonitoringTargetDown')).toBe(`1 - up{job=~"${jobs}"} > 0`);
  });

  test('MonitoringTargetDown covers none with an external Prometheus', () => {
    const settings = parseSettings({
      prometheus: { existing: { url: 'http://prometheus.example.com:9090' } },
    });
    expect(condition(settings, 'MonitoringTargetDown')).toBeUndefined();
  });
});

test('TargetDown covers every exporter that the stack runs or finds', () => {
  expect(condition(withExporters, 'TargetDown')).toBe(
    '1 - up{job=~"cadvisor|dcgm-exporter|node-exporter"} > 0',
  );
  const cluster = onKubernetes({ clusterMetrics: true }, { exporters: { gpu: true } });
  expect(exporterJobs(cluster)).toEqual(['dcgm-exporter', 'kube-state-metrics', 'node-exporter']);
});

test.each([
  ['Docker', docker],
  ['Docker with all exporters', withExporters],
  ["Docker with somebody else's Loki", remoteLogs],
])(
  'on %s every part of the inventory is a container, and every job of it is scraped and has an alert',
  (_, settings) => {
    const parts = managedParts(settings).map((name) => partOf(name));
    expect(services(settings).map(({ name, image }) => [name, image])).toEqual(
      parts.map(({ docker: place, image }) => [place!.host, settings.images[image!]]),
    );
    const jobs = parts.flatMap(({ job }) => (job === undefined ? [] : [job]));
    expect(partJobs(settings).map(({ job_name }) => job_name)).toEqual(jobs);
    expect([...serverJobs(settings), ...exporterJobs(settings)].sort()).toEqual(jobs.sort());
  },
);

test.each([
  ['staging', staging],
  ['prod', prod],
  ['grown', grown],
  ['alertsByPrometheus', alertsByPrometheus],
])('on Kubernetes (%s) every monitored part is watched', (_, settings) => {
  const monitors = partMonitors(settings).map(({ metadata }) =>
    metadata.name.slice(`${settings.name}-`.length),
  );
  expect([...serverJobs(settings), ...exporterJobs(settings)].sort()).toEqual(monitors.sort());
});
