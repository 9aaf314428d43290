import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, it } from 'vitest';
import { plain, promiseOf, Recorder } from '../helpers/mocks.ts';

const recorder = new Recorder();

beforeAll(async () => {
  await recorder.start({ 'llm-monitoring:grafanaToken': 'a token' });
  const program = await import('../../examples/existing-grafana.ts');
  await promiseOf(program.dashboards);
  await pulumi.runtime.disconnect();
}, 60_000);

describe('The content alone, in an existing Grafana', () => {
  it('starts no server', () => {
    const kinds = new Set(recorder.resources.map(({ type }) => type.split(':')[0]));
    expect([...kinds].sort()).toEqual(['grafana', 'llm-monitoring', 'pulumi']);
  });

  it('authenticates with the token and points the data sources at the servers', () => {
    const provider = recorder.find('pulumi:providers:grafana', 'llm-provider').inputs;
    expect(provider['url']).toBe('https://grafana.example.com');
    expect(plain(provider['auth'])).toBe('a token');
    const source = recorder.find('grafana:oss/dataSource:DataSource', 'llm-prometheus').inputs;
    expect(source['url']).toBe('https://prometheus.example.com');
  });

  it('leaves its home dashboard and its other preferences alone', () => {
    expect(recorder.of('grafana:oss/organizationPreferences:OrganizationPreferences')).toEqual([]);
  });

  it('creates dashboards, rules and the contact point', () => {
    expect(recorder.of('grafana:oss/dashboard:Dashboard').length).toBeGreaterThan(5);
    expect(recorder.of('grafana:alerting/contactPoint:ContactPoint').map(({ name }) => name)).toEqual([
      'llm-alerting-to-on-call',
    ]);
  });
});
