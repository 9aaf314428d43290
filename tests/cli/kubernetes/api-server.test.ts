import { expect, test } from 'vitest';
import { blockedApiServer } from '../../../cli/kubernetes/api-server.ts';
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
