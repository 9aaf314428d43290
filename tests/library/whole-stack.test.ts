import * as pulumi from '@pulumi/pulumi';
import { LlmMonitoring } from 'llm-monitoring';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSecret, plain, promiseOf, Recorder } from '../helpers/mocks.ts';

const recorder = new Recorder();
let dashboards: Readonly<Record<string, string>>;
let grafana: string;

beforeAll(async () => {
  await recorder.start({ 'llm-monitoring:grafanaPassword': 'pw' });
  const program = await import('../../examples/whole-stack.ts');
  dashboards = await promiseOf(program.dashboards);
  grafana = await promiseOf(program.grafana);
  await pulumi.runtime.disconnect();
}, 60_000);

describe('The whole stack as a component of another program', () => {
  it('puts all resources below the component, with names prefixed by its own', () => {
    const made = recorder.resources.filter(({ type }) => type !== 'pulumi:pulumi:Stack');
    expect(made.length).toBeGreaterThan(30);
    for (const { name, parent } of made.filter(({ type }) => type !== 'llm-monitoring:index:LlmMonitoring')) {
      expect(name).toMatch(/^monitoring-/);
      expect(parent, name).toMatch(/^monitoring/);
    }
    expect(recorder.find('llm-monitoring:docker:DockerBackend', 'monitoring-docker').parent).toBe(
      'monitoring',
    );
  });

  it('runs the servers under the stack name of the settings, with the password as a secret', () => {
    const server = recorder.find('docker:index/container:Container', 'monitoring-docker-grafana');
    expect(server.inputs['name']).toBe('shop-monitoring-grafana');
    const password = (server.inputs['envs'] as unknown[]).filter((env) =>
      String(plain(env)).startsWith('GF_SECURITY_ADMIN_PASSWORD'),
    );
    expect(password.map(isSecret)).toEqual([true]);
    expect(plain(password)).toEqual(['GF_SECURITY_ADMIN_PASSWORD=pw']);
    expect(recorder.of('random:index/randomPassword:RandomPassword')).toEqual([]);
  });

  it("creates Grafana's content and outputs its URL", () => {
    expect(grafana).toBe('http://127.0.0.1:3000');
    expect(dashboards['vllm-performance']).toBe('/d/vllm-performance');
    expect(recorder.of('grafana:alerting/ruleGroup:RuleGroup').length).toBeGreaterThan(3);
  });

  it.each([
    [
      { grafana: { adminPassword: pulumi.secret('pw') } },
      /settings\.grafana\.adminPassword: found an output/,
    ],
    [{ targets: [{ name: pulumi.output('a') }] }, /settings\.targets\[0\]\.name: found an output/],
    [{ backend: 'kubernetes' }, /llm-monitoring:kubernetes\.context: found nothing, expected the context/],
    [{ grafana: { prot: 1 } }, /llm-monitoring:grafana\.prot: unknown key "prot"; did you mean "port"\?/],
  ])('refuses bad settings before anything is made', (settings, message) => {
    const before = recorder.resources.length;
    expect(() => new LlmMonitoring('bad', { settings })).toThrow(message);
    expect(recorder.resources.length).toBe(before);
  });
});
