import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../scripts/stack/command-line.ts';
import { explainFailure } from '../../scripts/stack/failures.ts';
import { publishedPorts } from '../../scripts/stack/preflight.ts';

describe('what the engine says becomes one error with advice', () => {
  it.each([
    ['error: incorrect passphrase', 'The passphrase is not the one', 'PULUMI_CONFIG_PASSPHRASE'],
    [
      'error: the stack is currently locked by 1 lock(s)',
      'Another update of this stack is running',
      'cancel',
    ],
    [
      'error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  file:///srv/state/.pulumi/locks/organization/llm-monitoring/dev/6f.json: created by ann@ws-3 (pid 4711) at 2026-11-24T14:03:11Z',
      'is running, of ann@ws-3 (pid 4711) at 2026-11-24T14:03:11Z',
      'cancel',
    ],
    [
      "Could not automatically download and install resource plugin 'pulumi-resource-docker' at version v5.2.0, install the plugin",
      "resource plugin 'pulumi-resource-docker' at version v5.2.0 cannot be downloaded",
      'plugin on PATH',
    ],
    [
      'failed to create folder: Post "http://127.0.0.1:3000/api/folders": context deadline exceeded',
      'Grafana did not answer in time: http://127.0.0.1:3000/api/folders',
      'docker restart',
    ],
    ['write /var/lib/docker/x: no space left on device', 'The disk is full', 'Make room'],
    [
      'Unable to read Docker image into resource: unable to find or pull image grafana/grafana:12.3.0',
      'The image grafana/grafana:12.3.0 cannot be pulled',
      'llm-monitoring:images',
    ],
    [
      'failed to delete folder: folder llm-serving is not empty and prevent_destroy_if_not_empty is set. It contains the following dashboards and/or folders: [My board]',
      'holds boards of your own: My board',
      'Move them',
    ],
    [
      'Preview failed: resource "urn:pulumi:prod::llm-monitoring::llm-monitoring:kubernetes:KubernetesBackend$kubernetes:helm.sh/v3:Release::kubernetes-loki" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag',
      'kubernetes-loki is protected, as it holds data. Nothing was deleted',
      'kubernetes.protect',
    ],
  ])('%s', (said, message, advice) => {
    const error = explainFailure(['update failed', said]);
    expect(error.message).toContain(message);
    expect(error.advice).toContain(advice);
  });

  it('shows what it does not know as it is', () => {
    expect(explainFailure(['something odd', 'update failed']).message).toBe('something odd');
  });
});

describe('the command line', () => {
  it.each([
    [['up'], { command: 'up', stack: 'dev', purge: false, rest: [] }],
    [['down', '--purge', '--stack', 'x'], { command: 'down', stack: 'x', purge: true, rest: [] }],
    [
      ['preview', '--policy-pack', 'policy'],
      { command: 'preview', stack: 'dev', purge: false, rest: [], policyPacks: ['policy'] },
    ],
    [
      ['pulumi', 'stack', 'output', '--show-secrets', '--stack', 'x'],
      { command: 'pulumi', stack: 'x', purge: false, rest: ['stack', 'output', '--show-secrets'] },
    ],
  ])('%j', (words, expected) => {
    expect(parseCommandLine(words)).toEqual(expected);
  });

  it.each([
    [[]],
    [['fly']],
    [['up', '--purge']],
    [['up', '--stak', 'x']],
    [['down', '--policy-pack', 'policy']],
  ])('refuses %j', (words) => {
    expect(() => parseCommandLine(words)).toThrow();
  });
});

it('reads published ports', () => {
  expect(publishedPorts('127.0.0.1:3000->3000/tcp, 3100/tcp, [::1]:9091->9090/tcp')).toEqual([3000, 9091]);
});
