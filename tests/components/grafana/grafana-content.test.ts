import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MonitoringBackend } from '../../../components/backend.ts';
import { GrafanaContent } from '../../../components/grafana/index.ts';
import { dashboards } from '../../../configs/dashboards/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { isSecret, plain, promiseOf, Recorder } from '../../helpers/mocks.ts';

const recorder = new Recorder();
const settings = parseSettings({
  prometheus: { scrapeInterval: '30s' },
  targets: [{ name: 'vllm-api', endpoints: ['vllm:8000'] }],
  alerts: {
    contactPoints: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
    muteTimings: [{ name: 'nights', times: [{ start: '00:00', end: '07:00' }] }],
  },
});

class Server extends pulumi.ComponentResource {
  constructor() {
    super('test:index:Server', 'gone-with');
    this.registerOutputs();
  }
}

class Servers extends pulumi.ComponentResource {
  constructor(name: string, started: Promise<void>) {
    super('test:index:Servers', `${name}s`);
    new random.RandomPassword(name, { length: started.then(() => 8) }, { parent: this });
    this.registerOutputs();
  }
}

beforeAll(async () => {
  await recorder.start();
  const dashboardsCreated = Promise.withResolvers<void>();
  const backend: MonitoringBackend = {
    fromGrafana: { prometheus: 'http://prom.internal:9090', loki: 'http://loki.internal:3100' },
    fromUser: { prometheus: 'http://p', loki: 'http://l', grafana: 'http://grafana.example.com' },
    grafanaAuth: pulumi.secret('admin:pw'),
    grafana: [new Servers('server', Promise.resolve())],
    servers: [new Servers('slow-server', dashboardsCreated.promise)],
    contentDiesWith: new Server(),
  };
  const content = new GrafanaContent('grafana', { settings, backend });
  await promiseOf(content.dashboardUrls);
  dashboardsCreated.resolve();
  await promiseOf(content.urn);
  await pulumi.runtime.disconnect();
});

describe('GrafanaContent', () => {
  it('gets the URL of Grafana, keeps its credentials secret and waits for it', () => {
    const provider = recorder.find('pulumi:providers:grafana', 'grafana-provider');
    expect(provider.inputs['url']).toBe('http://grafana.example.com');
    expect(isSecret(provider.inputs['auth'])).toBe(true);
    expect(plain(provider.inputs['auth'])).toBe('admin:pw');
    expect(provider.dependsOn).toEqual(['server']);
  });

  it('stores the dashboard JSON in the state, because with a hash every change would be a replacement', () => {
    const provider = recorder.find('pulumi:providers:grafana', 'grafana-provider');
    expect(provider.inputs).not.toHaveProperty('storeDashboardSha256');
  });

  it('uses that provider for all resources', () => {
    const content = recorder.resources.filter(({ type }) => type.startsWith('grafana:'));
    expect(content.length).toBeGreaterThan(3);
    for (const resource of content) expect(resource.provider, resource.name).toBe('grafana-provider');
  });

  it('is deleted with the server, so that a Grafana that no longer exists is not called', () => {
    const content = recorder.resources.filter(({ type }) => type.startsWith('grafana:'));
    const nouns = new Set(content.map(({ type }) => type.split(':').at(-1)));
    for (const noun of ['Dashboard', 'RuleGroup', 'ContactPoint', 'MuteTiming', 'NotificationPolicy'])
      expect(nouns).toContain(noun);
    for (const { name, deletedWith } of content) expect(deletedWith, name).toBe('gone-with');
  });

  it('sets fixed UIDs, URLs as seen from Grafana, and the scrape interval on the data sources', () => {
    const prometheus = recorder.find('grafana:oss/dataSource:DataSource', 'grafana-prometheus').inputs;
    expect(prometheus).toMatchObject({
      uid: 'prometheus',
      url: 'http://prom.internal:9090',
      isDefault: true,
    });
    expect(JSON.parse(String(plain(prometheus['jsonDataEncoded'])))).toMatchObject({ timeInterval: '30s' });
    const loki = recorder.find('grafana:oss/dataSource:DataSource', 'grafana-loki').inputs;
    expect(loki).toMatchObject({ uid: 'loki', url: 'http://loki.internal:3100', isDefault: false });
  });

  it('never deletes a folder with dashboards of users', () => {
    const folder = recorder.find('grafana:oss/folder:Folder', 'grafana-folder');
    expect(folder.inputs).toMatchObject({ uid: 'llm-serving', preventDestroyIfNotEmpty: true });
  });

  it('creates every dashboard in the folder, after the data sources', () => {
    const made = recorder.of('grafana:oss/dashboard:Dashboard');
    expect(made.map(({ name }) => name).sort()).toEqual(
      dashboards(settings)
        .map(({ uid }) => `grafana-${uid}`)
        .sort(),
    );
    for (const { inputs, dependsOn } of made) {
      expect(inputs['folder']).toBe('llm-serving');
      expect(dependsOn).toEqual(expect.arrayContaining(['grafana-prometheus', 'grafana-loki']));
    }
  });

  it('creates alert rules once all servers run, and dashboards before', () => {
    const names = recorder.resources.map(({ name }) => name);
    const slow = names.indexOf('slow-server');
    expect(slow).toBeGreaterThan(names.lastIndexOf('grafana-vllm-fleet'));
    const groups = recorder.of('grafana:alerting/ruleGroup:RuleGroup').map(({ name }) => names.indexOf(name));
    expect(Math.min(...groups)).toBeGreaterThan(slow);
  });

  it('sets the Fleet as home dashboard once it exists, and leaves other preferences to administrators', () => {
    const home = recorder.find('grafana:oss/organizationPreferences:OrganizationPreferences', 'grafana-home');
    expect(home.inputs).toEqual({ homeDashboardUid: 'vllm-fleet' });
    expect(home.dependsOn).toContain('grafana-vllm-fleet');
    expect(home.ignoreChanges).toEqual(['theme', 'timezone', 'weekStart']);
    expect(home.retainOnDelete).toBe(true);
  });
});
