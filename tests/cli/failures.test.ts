import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../cli/stack/command-line.ts';
import { explainFailure } from '../../cli/stack/failures.ts';
import { UserError } from '../../cli/stack/user-error.ts';

describe('what the engine says becomes one error with advice', () => {
  it.each([
    ['error: incorrect passphrase', 'Wrong passphrase', 'PULUMI_CONFIG_PASSPHRASE'],
    [
      'error: the stack is currently locked by 1 lock(s)',
      'Another update of this stack is in progress',
      'cancel',
    ],
    [
      'error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  file:///srv/state/.pulumi/locks/organization/llm-monitoring/dev/6f.json: created by ann@ws-3 (pid 4711) at 2026-11-24T14:03:11Z',
      'is in progress, started by ann@ws-3 (pid 4711) at 2026-11-24T14:03:11Z',
      'cancel',
    ],
    [
      "Could not automatically download and install resource plugin 'pulumi-resource-docker' at version v5.2.0, install the plugin",
      "Could not download Pulumi's resource plugin 'pulumi-resource-docker' at version v5.2.0",
      'plugin on PATH',
    ],
    [
      'failed to create folder: Post "http://127.0.0.1:3000/api/folders": context deadline exceeded',
      'Grafana timed out: http://127.0.0.1:3000/api/folders',
      'docker restart',
    ],
    [
      'Unable to create network: Error response from daemon: network with name llm-monitoring already exists',
      'Docker already has a network named llm-monitoring',
      'llm-monitoring:name',
    ],
    [
      'Unable to create container: Error response from daemon: Conflict. The container name "/llm-monitoring-loki" is already in use by container "6f32d2". You have to remove (or rename) that container to be able to reuse that name.',
      'Docker already has a container named llm-monitoring-loki',
      'llm-monitoring:name',
    ],
    [
      'Unable to start container: Error response from daemon: driver failed programming external connectivity on endpoint llm-monitoring-loki (6f32d2): Bind for 127.0.0.1:3100 failed: port is already allocated',
      'A port of the stack is already in use: Unable to start container',
      'loki.port',
    ],
    [
      'error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions',
      'Not logged in to the Pulumi back end',
      'pulumi login',
    ],
    ['write /var/lib/docker/x: no space left on device', 'The disk is full', 'Free some space'],
    [
      'Unable to read Docker image into resource: unable to find or pull image grafana/grafana:12.3.0',
      'Could not pull the image grafana/grafana:12.3.0',
      'llm-monitoring:images',
    ],
    [
      'failed to delete folder: folder llm-serving is not empty and prevent_destroy_if_not_empty is set. It contains the following dashboards and/or folders: [My dashboard]',
      'contains dashboards of your own: My dashboard',
      'Move them',
    ],
    [
      'Preview failed: resource "urn:pulumi:prod::llm-monitoring::llm-monitoring:kubernetes:KubernetesBackend$kubernetes:helm.sh/v3:Release::kubernetes-loki" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag',
      'kubernetes-loki is protected because it holds data. Nothing was deleted',
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
    [['up'], { command: 'up' }],
    [['down', '--purge', '--stack', 'x'], { command: 'down', stack: 'x', purge: true }],
    [['preview', '--policy-pack', 'policy'], { command: 'preview', policyPacks: ['policy'] }],
    [['preview', '--offline'], { command: 'preview', offline: true }],
    [['status', '--exit-code'], { command: 'status', exitCode: true }],
    [
      ['pulumi', 'stack', 'output', '--show-secrets', '--stack', 'x'],
      { command: 'pulumi', stack: 'x', rest: ['stack', 'output', '--show-secrets'] },
    ],
  ])('%j', (words, expected) => {
    const usual = { stack: 'dev', purge: false, offline: false, exitCode: false, rest: [] };
    expect(parseCommandLine(words)).toEqual({ ...usual, ...expected });
  });

  it.each([
    [[]],
    [['fly']],
    [['up', '--purge']],
    [['up', '--stak', 'x']],
    [['down', '--policy-pack', 'policy']],
    [['up', '--offline']],
    [['up', '--exit-code']],
    [['preview', '--offline', '--policy-pack', 'policy']],
  ])('refuses %j', (words) => {
    expect(() => parseCommandLine(words)).toThrow(UserError);
  });
});
