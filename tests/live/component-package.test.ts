import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ownState } from '../../lab/common/pulumi-state.ts';
import { describeWith } from '../helpers/tools.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const project = mkdtempSync(join(tmpdir(), 'llm-monitoring-component-'));
const options: ExecFileSyncOptionsWithStringEncoding = {
  cwd: project,
  encoding: 'utf8',
  stdio: 'pipe',
  env: {
    ...process.env,
    ...ownState(project, 'test'),
  },
};

/** A program that only knows the component's name, like a program in any other language. */
const PROGRAM = `
const pulumi = require('@pulumi/pulumi');
const settings = {
  prometheus: { existing: { url: 'https://prometheus.example.com' } },
  loki: { existing: { url: 'https://loki.example.com' } },
  grafana: { existing: { url: 'https://grafana.example.com' } },
};
const outputs = { grafanaUrl: undefined, dashboardUrls: undefined };
const made = new pulumi.ComponentResource(
  'llm-monitoring:index:LlmMonitoring', 'monitoring', { settings, ...outputs }, {}, true);
exports.grafanaUrl = made.grafanaUrl;
`;

afterAll(() => rmSync(project, { recursive: true, force: true }));

describeWith(['pulumi', 'pulumi-language-nodejs', 'pulumi-resource-grafana'], 'The component package', () => {
  it('shows its schema', () => {
    const printed = execFileSync('pulumi', ['package', 'get-schema', join(ROOT, 'plugin')], options);
    const schema = JSON.parse(printed.slice(printed.indexOf('{'))) as {
      resources: Record<string, { requiredInputs: string[]; required: string[] }>;
    };
    const component = schema.resources['llm-monitoring:index:LlmMonitoring'];
    expect(component?.requiredInputs).toEqual(['settings']);
    expect(component?.required).toContain('grafanaUrl');
  });

  it('is created by a program that does not import it', () => {
    mkdirSync(join(project, 'node_modules', '@pulumi'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules/@pulumi/pulumi'), join(project, 'node_modules/@pulumi/pulumi'));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'other', main: 'index.js' }));
    writeFileSync(join(project, 'index.js'), PROGRAM);
    const plugins = { providers: [{ name: 'llm-monitoring', path: join(ROOT, 'plugin') }] };
    writeFileSync(
      join(project, 'Pulumi.yaml'),
      JSON.stringify({ name: 'other', runtime: 'nodejs', plugins }),
    );
    execFileSync('pulumi', ['stack', 'init', 'dev'], options);
    const steps = JSON.parse(execFileSync('pulumi', ['preview', '--json'], options)) as {
      steps: { op: string; urn: string }[];
    };
    const names = steps.steps.map(({ urn }) => urn.split('::').at(-1));
    expect(names).toEqual(
      expect.arrayContaining(['monitoring', 'monitoring-content', 'monitoring-content-vllm-performance']),
    );
    expect(steps.steps.every(({ op }) => op === 'create')).toBe(true);
  });
});
