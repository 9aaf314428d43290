import { expect, test, vi } from 'vitest';
import { blockedApiServer, requireApiServer } from '../../../cli/kubernetes/api-server.ts';
import type { Kubectl } from '../../../cli/kubernetes/kubectl.ts';
import { parseSettings } from '../../../configs/index.ts';

const settings = (networkPolicies: object = {}) =>
  parseSettings({ backend: 'kubernetes', kubernetes: { networkPolicies } });
const MINIKUBE = [{ ports: [{ port: 8443 }] }, { ports: [{ port: 8443 }] }];

test('a port of the API server that network policies block is an error with the key', () => {
  expect(blockedApiServer(settings(), MINIKUBE)).toMatchObject({
    message: expect.stringMatching(/apiServerPorts: found \[443,6443\], expected .* 8443$/),
    advice: 'Set it to [8443].',
  });
});

test.each([
  ['an allowed port', settings({ apiServerPorts: [8443] }), MINIKUBE],
  ['the default of most clusters', settings(), [{ ports: [{ port: 6443 }] }]],
  ['no policies', settings({ enabled: false }), MINIKUBE],
  ['endpoints that the cluster does not list', settings(), [{ ports: null }, {}]],
])('%s is none', (_, given, slices) => {
  expect(blockedApiServer(given, slices)).toBeUndefined();
});

test('the cluster is asked only if a part calls its API server', async () => {
  const list = vi.fn(() => Promise.resolve(MINIKUBE));
  const kubectl = { list } as unknown as Kubectl;
  const existing = { existing: { url: 'https://example.com' } };
  const grafanaAlone = parseSettings({
    backend: 'kubernetes',
    kubernetes: { collector: { enabled: false }, operator: 'existing' },
    prometheus: existing,
    loki: existing,
  });
  await requireApiServer(kubectl, grafanaAlone);
  expect(list).not.toHaveBeenCalled();
  await expect(requireApiServer(kubectl, settings())).rejects.toThrow(/apiServerPorts/);
});
