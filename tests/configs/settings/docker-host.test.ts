import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDockerHost } from '../../../configs/settings/docker-host.ts';

/** A `~/.docker` as Docker Desktop, Colima or rootless Docker leave it. */
function dockerConfig(current: string | undefined, contexts: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'docker-config-'));
  writeFileSync(
    join(directory, 'config.json'),
    JSON.stringify(current ? { currentContext: current } : { auths: {} }),
  );
  for (const [name, host] of Object.entries(contexts)) {
    const meta = join(directory, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
    mkdirSync(meta, { recursive: true });
    writeFileSync(
      join(meta, 'meta.json'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
    );
  }
  return directory;
}

describe('the Docker engine is the one that the docker CLI finds', () => {
  const colima = { colima: 'unix:///home/a/.colima/default/docker.sock' };
  const both = { ...colima, remote: 'ssh://build.example.com' };

  it.each<[string, Record<string, string>, string | undefined, Record<string, string>, string]>([
    [
      'DOCKER_HOST before all',
      { DOCKER_HOST: 'tcp://a:1', DOCKER_CONTEXT: 'colima' },
      'colima',
      colima,
      'tcp://a:1',
    ],
    [
      'DOCKER_CONTEXT before the current one',
      { DOCKER_CONTEXT: 'remote' },
      'colima',
      both,
      'ssh://build.example.com',
    ],
    ['the current context', {}, 'colima', both, colima.colima],
    ['the default context', {}, 'default', {}, 'unix:///var/run/docker.sock'],
    ['no context', {}, undefined, {}, 'unix:///var/run/docker.sock'],
  ])('%s', (_, environment, current, contexts, expected) => {
    expect(findDockerHost({ ...environment, configDirectory: dockerConfig(current, contexts) })).toBe(
      expected,
    );
  });

  it('needs no configuration of Docker', () => {
    expect(findDockerHost({ configDirectory: '/does/not/exist' })).toBe('unix:///var/run/docker.sock');
  });

  it('says which context has no engine', () => {
    expect(() => findDockerHost({ configDirectory: dockerConfig('gone', {}) })).toThrow(
      'context "gone" has no engine endpoint',
    );
  });
});
