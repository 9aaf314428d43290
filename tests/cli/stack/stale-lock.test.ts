import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../lab/common/waiting.ts';
import { ROOT } from '../../../cli/stack/project.ts';
import { mayBeHeld, stateFolder } from '../../../cli/stack/stale-lock.ts';

describe('the folder of a back end, where a stale lock is looked for', () => {
  it.each([
    ['file:///srv/state', '/srv/state'],
    ['file:///srv/state?no_tmp_dir=true', '/srv/state'],
    ['file://~', homedir()],
    ['file://~/state', join(homedir(), 'state')],
    ['file://./state', join(ROOT, 'state')],
  ])('of %s is %s', (url, folder) => {
    expect(stateFolder(url)).toBe(folder);
  });

  it.each([undefined, '', 'https://api.pulumi.com', 's3://bucket/state'])('of %s is none', (url) => {
    expect(stateFolder(url)).toBeUndefined();
  });
});

describe('a lock', () => {
  const here = (pid: number) => mayBeHeld({ pid, hostname: hostname() });

  it('of another machine may be held', () => {
    expect(mayBeHeld({ pid: process.pid, hostname: 'another' })).toBe(true);
  });

  it('of a process that is gone is not', () => {
    expect(here(spawnSync('true').pid)).toBe(false);
  });

  describe.runIf(existsSync('/proc/self/status'))('of a number that answers to a signal', () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-lock-'));
    const pulumi = join(folder, 'pulumi');
    copyFileSync('/bin/sleep', pulumi);
    const children: ChildProcess[] = [];
    const run = (...[command, ...args]: [string, ...string[]]) => {
      const child = spawn(command, args);
      children.push(child);
      return child;
    };

    afterAll(() => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    it('is held where that is a Pulumi which runs', async () => {
      const { pid } = run(pulumi, '30');
      await eventually(10, async () => expect(here(pid!)).toBe(true));
    });

    it('is not where that is another program, or a thread of one', () => {
      expect(here(run('sleep', '30').pid!)).toBe(false);
      const threads = readdirSync('/proc/self/task').map(Number);
      expect(threads.length).toBeGreaterThan(1);
      for (const thread of threads) expect(here(thread)).toBe(false);
    });

    it('is not where it is a dead Pulumi that its parent has not taken note of', async () => {
      // What runs after `exec` knows nothing of the child.
      const parent = run('sh', '-c', `${pulumi} 0.1 & echo $!; exec sleep 30`);
      const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
      const child = Number(line);
      process.kill(child, 0);
      await eventually(10, async () => expect(here(child)).toBe(false));
      process.kill(child, 0);
    });
  });
});
