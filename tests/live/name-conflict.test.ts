import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployedFrom, DEPLOYED_FROM_LABEL, STACK_LABEL } from '../../configs/stack/labels.ts';
import { docker, lines, missingForDocker } from '../helpers/docker.ts';
import { DockerStack } from '../helpers/docker-stack.ts';
import { toolPath } from '../helpers/tools.ts';

const why = toolPath('pulumi') ? missingForDocker([]) : 'not on PATH: pulumi';
if (why) console.log(`skipped: a stack of another checkout with the same name (${why})`);

describe.skipIf(why)('a stack of another checkout with the same name', () => {
  const stack = new DockerStack('conflict');
  const owned = () => stack.list('network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}');
  let before: readonly string[];

  beforeAll(() => {
    stack.configure({});
    const labels = [
      `${STACK_LABEL}=${stack.prefix}`,
      `${DEPLOYED_FROM_LABEL}=${deployedFrom('/home/ann/llm-monitoring/.state/project', 'dev')}`,
    ];
    docker('network', 'create', ...labels.flatMap((label) => ['--label', label]), stack.prefix);
    docker('volume', 'create', '--label', labels[0]!, `${stack.prefix}-grafana-data`);
    before = owned();
  });

  afterAll(async () => {
    docker('network', 'rm', stack.prefix);
    await stack.remove();
  });

  it.each([[['up']], [['down', '--purge']]])('stops %j before anything is changed', async (words) => {
    const { code, printed } = await stack.script('cli/stack.ts', ...words, '--stack', stack.name);
    expect(code).toBe(1);
    expect(printed).toContain(
      `A stack named "${stack.prefix}" already exists, deployed from /home/ann/llm-monitoring (stack dev): network ${stack.prefix}`,
    );
    expect(printed).toContain(`in Pulumi.${stack.name}.yaml`);
    expect(printed).toContain(`Example: llm-monitoring:name: ${stack.prefix}-2`);
    expect(owned()).toEqual(before);
    expect(lines(docker('volume', 'ls', '--quiet', '--filter', `name=${stack.prefix}-`))).toHaveLength(1);
    expect(stack.list('ps', '--all', '--quiet')).toEqual([]);
  });

  it('is reported by status', async () => {
    const printed = await stack.run('status');
    expect(printed).toContain('deployed from /home/ann/llm-monitoring (stack dev)');
    expect(printed).toContain('Not running. Start it with `npm run up`.');
  });
});
