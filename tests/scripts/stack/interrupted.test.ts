import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateFolder } from '../../../scripts/stack/interrupted.ts';
import { ROOT } from '../../../scripts/stack/project.ts';

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
