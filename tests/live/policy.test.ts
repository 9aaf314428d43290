import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { missingForDocker } from '../helpers/docker.ts';
import { toolPath } from '../helpers/tools.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A program by somebody who does not know the rules. */
const CARELESS = `
import * as docker from '@pulumi/docker';
const provider = new docker.Provider('docker', { host: process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock' });
new docker.RemoteImage('image', { name: 'grafana/grafana:latest' }, { provider });
new docker.Container('web', {
  image: 'grafana/grafana:latest',
  privileged: true,
  envs: ['GF_SECURITY_ADMIN_PASSWORD=admin'],
  ports: [{ internal: 3000, external: 3000, ip: '0.0.0.0' }],
  volumes: [{ hostPath: '/var/run/docker.sock', containerPath: '/var/run/docker.sock' }],
}, { provider });
`;

const missing = ['pulumi', 'pulumi-resource-docker', 'pulumi-resource-grafana'].filter(
  (tool) => !toolPath(tool),
);
// Docker's provider connects to the engine before it plans.
const why = missing.length > 0 ? `not on PATH: ${missing.join(', ')}` : missingForDocker([]);
if (why) console.log(`skipped: the policy pack (${why})`);

describe.skipIf(why)('the policy pack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-policy-'));
  const env = { ...process.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: 'live' };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Exit code and output of a preview with the pack, of a project in a folder of its own. */
  async function preview(name: string, write: (project: string) => void) {
    const project = join(folder, name);
    mkdirSync(project);
    write(project);
    const run = (...args: string[]) =>
      promisify(execFile)('pulumi', args, { cwd: project, env, maxBuffer: 1e8 }).then(
        ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
        (error: { code: number; stdout: string; stderr: string }) => ({
          code: error.code,
          output: error.stdout + error.stderr,
        }),
      );
    expect(await run('stack', 'init', 'dev', '--non-interactive')).toMatchObject({ code: 0 });
    return run('preview', '--non-interactive', '--policy-pack', join(ROOT, 'policy'));
  }

  it('accepts dev', async () => {
    const { code, output } = await preview('dev', (project) => {
      copyFileSync(join(ROOT, 'Pulumi.dev.yaml'), join(project, 'Pulumi.dev.yaml'));
      writeFileSync(
        join(project, 'Pulumi.yaml'),
        `name: llm-monitoring\nmain: ${ROOT}\nruntime: {name: nodejs, options: {typescript: false}}\n`,
      );
    });
    expect(output).toMatch(/llm-monitoring@v\d+\.\d+\.\d+ \(local: .*policy\)/);
    expect(output).not.toMatch(/\[(mandatory|advisory)\]/);
    expect(code).toBe(0);
  }, 120_000);

  it('rejects violations of its rules, and names each of them', async () => {
    const { code, output } = await preview('careless', (project) => {
      symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
      writeFileSync(join(project, 'package.json'), '{"type": "module", "main": "index.js"}');
      writeFileSync(join(project, 'index.js'), CARELESS);
      writeFileSync(
        join(project, 'Pulumi.yaml'),
        'name: careless\nruntime: {name: nodejs, options: {typescript: false}}\n',
      );
    });
    for (const rule of [
      'images-pinned',
      'limits-set',
      'health-checked',
      'no-capabilities',
      'read-only-root',
      'no-new-privileges',
      'no-loosening',
      'no-open-ports',
      'no-default-passwords',
    ]) {
      expect(output).toMatch(new RegExp(`\\[mandatory\\]\\s+${rule}`));
    }
    expect(code).not.toBe(0);
  }, 120_000);
});
