import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { describe, expect, it, vi } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { requireDownloads } from '../../../cli/stack/cli.ts';
import { requireTools } from '../../../cli/stack/requirements.ts';
import { UserError } from '../../../cli/stack/user-error.ts';

const CLI = { command: 'pulumi' } as PulumiCommand;
const NO_DOCKER = new UserError('No docker', 'Install Docker.');
const NO_CLI = new UserError('No CLI', 'Install it.');
const onDocker = parseSettings({});
const onKubernetes = parseSettings({ backend: 'kubernetes' });

const docker = (error?: Error) => ({ check: () => (error ? Promise.reject(error) : Promise.resolve()) });
const pulumi = (found: PulumiCommand | undefined, installed: PulumiCommand | Error) => ({
  find: () => Promise.resolve(found),
  install: vi.fn(() => (installed instanceof Error ? Promise.reject(installed) : Promise.resolve(installed))),
  requireDownloads: vi.fn(() => (installed instanceof Error ? Promise.reject(installed) : Promise.resolve())),
});

async function shown(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.unreachable(),
    (reason: unknown) => reason as UserError,
  );
  return `${error.message}\n${error.advice}`;
}

describe('the programs that a command needs', () => {
  it('are there', async () => {
    expect(await requireTools('up', onDocker, docker(), pulumi(CLI, NO_CLI))).toBe(CLI);
  });

  it('are installed if they can be', async () => {
    const tools = pulumi(undefined, CLI);
    expect(await requireTools('up', onDocker, docker(), tools)).toBe(CLI);
    expect(tools.install).toHaveBeenCalledOnce();
  });

  it('are no Docker for a stack on Kubernetes', async () => {
    expect(await requireTools('up', onKubernetes, docker(NO_DOCKER), pulumi(CLI, NO_CLI))).toBe(CLI);
  });

  it('are named with what works without them', async () => {
    const text = await shown(requireTools('up', onDocker, docker(NO_DOCKER), pulumi(CLI, NO_CLI)));
    expect(text).toBe(
      'No docker\nInstall Docker.\n' +
        'With nothing but Node.js, npm run preview -- --offline prints the plan, and npm run render -- --out DIR writes the stack as files.',
    );
  });

  it('are named all at once', async () => {
    const tools = pulumi(undefined, NO_CLI);
    const text = await shown(requireTools('preview', onDocker, docker(NO_DOCKER), tools));
    expect(text).toContain(
      'npm run preview needs tools that are missing:\n  No docker. Install Docker.\n  No CLI. Install it.\nWith nothing but Node.js',
    );
    expect(tools.install).not.toHaveBeenCalled();
  });

  it('are not downloaded if another one is missing', async () => {
    const tools = pulumi(undefined, CLI);
    const text = await shown(requireTools('status', onDocker, docker(NO_DOCKER), tools));
    expect(text).toBe('No docker\nInstall Docker.\nInstall the missing tools and run the command again.');
    expect(tools.install).not.toHaveBeenCalled();
  });

  it('hide no error of ours', async () => {
    const bug = new TypeError('a bug');
    await expect(requireTools('up', onDocker, docker(bug), pulumi(CLI, CLI))).rejects.toBe(bug);
  });
});

describe('the download of the Pulumi CLI', () => {
  it('is possible if its server answers, whatever it answers', async () => {
    const server = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(requireDownloads(`http://127.0.0.1:${port}`)).resolves.toBeUndefined();
    server.close();
  });

  it('is impossible without a network', async () => {
    expect(await shown(requireDownloads('http://downloads.invalid'))).toMatch(
      /^No Pulumi CLI on PATH, and its download server downloads\.invalid is unreachable: .+\nInstall the Pulumi CLI/,
    );
  });
});
