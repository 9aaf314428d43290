import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { LocalWorkspace } from '@pulumi/pulumi/automation/index.js';
import { expect, test } from 'vitest';
import { GrafanaToken } from '../../components/kubernetes/grafana-token.ts';
import { ServiceAccounts } from '../helpers/kubernetes/service-accounts.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { ownState } from '../../lab/common/pulumi-state.ts';
import { describeWith } from '../helpers/tools.ts';

describeWith(['pulumi', 'pulumi-resource-grafana'], 'the token that content is written with', () => {
  test('is created once, is secret, and is deleted with the stack', async () => {
    const grafana = new ServiceAccounts();
    const port = await freePort();
    await grafana.listen(port);
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-token-'));
    const program = async () => {
      const { key } = new GrafanaToken('token', {
        url: `http://127.0.0.1:${port}`,
        adminAuth: 'admin:a-password-of-the-test',
        account: 'llm-monitoring',
        grafana: new pulumi.ComponentResource('test:index:Grafana', 'grafana'),
        diesWithGrafana: false,
      });
      return { key };
    };
    const stack = await LocalWorkspace.createOrSelectStack(
      { projectName: 'llm-monitoring', stackName: 'live', program },
      {
        workDir: folder,
        envVars: ownState(folder, 'test'),
      },
    );
    try {
      const first = await stack.up();
      expect(first.outputs['key']).toEqual({ value: 'glsa_made_for_the_test', secret: true });
      expect(grafana.left).toBe(2);
      const second = await stack.up();
      expect(Object.keys(second.summary.resourceChanges ?? {})).toEqual(['same']);
      await stack.destroy();
      expect(grafana.left).toBe(0);
    } finally {
      grafana.close();
    }
  });
});
