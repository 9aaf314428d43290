import * as pulumi from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import { adminPassword } from '../../../components/admin-password.ts';
import { createBackend } from '../../../components/create-backend.ts';
import { ExistingBackend } from '../../../components/existing/index.ts';
import { allExisting } from '../../../configs/settings/all-existing.ts';
import { parseSettings } from '../../../configs/index.ts';
import { promiseOf, Recorder } from '../../helpers/mocks.ts';

const at = (url: string, auth?: object) => ({ existing: { url, ...(auth ? { auth } : {}) } });
const basic = { basic: { username: 'admin', password: 'p' } };
const three = {
  prometheus: at('https://prometheus.example.com'),
  loki: at('https://loki.example.com'),
  grafana: at('https://grafana.example.com', basic),
};

test.each(['docker', 'kubernetes'])(
  'runs nothing if all three servers are external, on %s',
  async (backend) => {
    const recorder = new Recorder();
    await recorder.start();
    const settings = parseSettings({ backend, ...three });
    const made = createBackend(settings, adminPassword('password', settings));
    expect(made).toBeInstanceOf(ExistingBackend);
    expect(made.fromGrafana).toEqual({
      prometheus: 'https://prometheus.example.com',
      loki: 'https://loki.example.com',
    });
    expect(made.fromUser.grafana).toBe('https://grafana.example.com');
    expect(await promiseOf(made.grafanaAuth)).toBe('admin:p');
    expect(await pulumi.isSecret(made.grafanaAuth)).toBe(true);
    await pulumi.runtime.disconnect();
    expect(recorder.resources).toEqual([]);
  },
);

test('requires all three servers to be external', () => {
  const settings = parseSettings({ prometheus: three.prometheus, loki: three.loki });
  expect(allExisting(settings)).toBe(false);
  expect(() => new ExistingBackend(settings)).toThrow('must all be set');
});

test('needs no credentials for a Grafana with anonymous access', async () => {
  const settings = parseSettings({ ...three, grafana: at('http://grafana') });
  expect(await promiseOf(new ExistingBackend(settings).grafanaAuth)).toBe('anonymous');
});
