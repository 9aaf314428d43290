import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../cli/stack/project.ts';

/** A machine with Node.js and nothing else: no program on PATH, no home, no engine to reach. */
const home = mkdtempSync(join(tmpdir(), 'llm-monitoring-offline-'));
afterAll(() => rmSync(home, { recursive: true }));

function run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: home, HOME: home, DOCKER_HOST: 'tcp://127.0.0.1:1' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['cli/run.js', 'cli/stack', ...words],
      { cwd: ROOT, env },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, stdout, stderr }),
    );
  });
}

describe('without Docker, Pulumi CLI and network', () => {
  it.each([
    ['dev', /^├─ llm-monitoring:DockerBackend docker$/m],
    ['staging', /^├─ llm-monitoring:KubernetesBackend kubernetes$/m],
    [
      'prod',
      /kubernetes:Release kubernetes-loki {2}chart=\S+\/loki {2}version=[\d.]+ {2}namespace=llm-monitoring .*\(protected\)$/m,
    ],
  ])('preview --offline prints the plan of %s', async (stack, line) => {
    const { code, stdout, stderr } = await run('preview', '--offline', '--stack', stack);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Stack ${stack}: resources that the first up creates.`);
    expect(stdout).toMatch(line);
    expect(stdout).toMatch(/^\d+ resources:$/m);
  });

  it('an invalid stack file is reported before anything else', async () => {
    const { code, stderr } = await run('up', '--stack', 'prood');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^\nError: No stack "prood": .*Pulumi\.prood\.yaml does not exist\nDid you mean --stack prod\? Stacks: dev, /,
    );
  });
});
