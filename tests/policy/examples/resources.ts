import { type Candidate, type Props } from '../../../policy/rule.ts';

/** A container that violates no rule. */
export const CONTAINER = {
  image: 'sha256:0123',
  memory: 512,
  readOnly: true,
  capabilities: { drops: ['ALL'] },
  securityOpts: ['no-new-privileges:true'],
  healthcheck: { tests: ['CMD', 'true'] },
  ports: [{ internal: 9090, external: 9090, ip: '127.0.0.1' }],
  command: [],
  envs: [],
};
export const POD = {
  image: 'registry.example.com/a/b:1.2.3',
  livenessProbe: { httpGet: { path: '/', port: 80 } },
  resources: { limits: { memory: '1Gi', cpu: '1' } },
  securityContext: {
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  },
};
export const GRAFANA_VALUES = {
  image: { tag: '12.3.0' },
  resources: POD.resources,
  containerSecurityContext: POD.securityContext,
};

export const docker = (change: Props = {}, name = 'some'): Candidate => ({
  type: 'docker:index/container:Container',
  name,
  props: { ...CONTAINER, ...change },
});
export const image = (name: unknown): Candidate => ({
  type: 'docker:index/remoteImage:RemoteImage',
  name: 'image',
  props: { name },
});
export const deployment = (change: Props = {}, spec: Props = {}): Candidate => ({
  type: 'kubernetes:apps/v1:Deployment',
  name: 'some',
  props: { spec: { template: { spec: { ...spec, containers: [{ ...POD, ...change }] } } } },
});
export const release = (change: Props = {}, chart = 'oci://ghcr.io/charts/grafana'): Candidate => ({
  type: 'kubernetes:helm.sh/v3:Release',
  name: 'some',
  props: { chart, values: { ...GRAFANA_VALUES, ...change } },
});
export const object = (type: string, props: Props): Candidate => ({ type, name: 'some', props });

/** Resources that a rule accepts and rejects. */
export interface Examples {
  readonly good: readonly Candidate[];
  readonly bad: readonly Candidate[];
}
