import { UNKNOWN } from '../../../policy/rule.ts';
import { POD, docker, image, deployment, release, type Examples } from './resources.ts';

/** Containers and their privileges. */
export const containers: Readonly<Record<string, Examples>> = {
  'images-pinned': {
    good: [
      docker(),
      docker({ image: UNKNOWN }),
      image('prom/prometheus:v3.13.5'),
      image('registry.example.com:5000/a@sha256:0123'),
      deployment(),
      release(),
    ],
    bad: [
      image('grafana/grafana:latest'),
      image('grafana/grafana'),
      image('registry.example.com:5000/grafana'),
      docker({ image: 'nginx' }),
      deployment({ image: 'nginx:latest' }),
      release({ image: { tag: 'latest' } }),
    ],
  },
  'limits-set': {
    good: [docker(), deployment(), release(), release({}, '/mirror/grafana-10.1.0.tgz')],
    bad: [
      docker({ memory: undefined }),
      docker({ memory: 0 }),
      deployment({ resources: { limits: { cpu: '1' } } }),
      deployment({ resources: { limits: { memory: '1Gi' } } }),
      release({ resources: {} }),
      release({ resources: {} }, '/mirror/grafana-10.1.0.tgz'),
      release({ singleBinary: { replicas: 3 } }, 'oci://ghcr.io/charts/loki'),
    ],
  },
  'health-checked': {
    good: [
      docker(),
      deployment(),
      docker({ healthcheck: undefined, start: false, mustRun: false }),
      docker({ healthcheck: { tests: ['NONE'] } }, 'stack-demo-vllm-0'),
    ],
    bad: [
      docker({ healthcheck: undefined }),
      docker({ healthcheck: undefined, start: false }),
      docker({ healthcheck: { tests: ['NONE'] } }),
      docker({ healthcheck: { tests: ['NONE'] } }, 'stack-demo-backend'),
      deployment({ livenessProbe: {} }),
    ],
  },
  'no-capabilities': {
    good: [docker(), deployment(), release()],
    bad: [
      docker({ capabilities: undefined }),
      docker({ capabilities: { drops: ['ALL'], adds: ['NET_ADMIN'] } }),
      docker({ privileged: true }),
      deployment({ securityContext: {} }),
      release({
        containerSecurityContext: { ...POD.securityContext, capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
      }),
    ],
  },
  'read-only-root': {
    good: [docker(), deployment(), release(), docker({ readOnly: false, start: false, mustRun: false })],
    bad: [
      docker({ readOnly: false }),
      deployment({ securityContext: {} }),
      release({ containerSecurityContext: {} }),
    ],
  },
  'no-new-privileges': {
    good: [docker(), docker({ securityOpts: ['no-new-privileges'] }), deployment(), release()],
    bad: [
      docker({ securityOpts: [] }),
      docker({ securityOpts: ['no-new-privileges:false'] }),
      deployment({ securityContext: {} }),
    ],
  },
  'no-loosening': {
    good: [
      docker({ volumes: [{ hostPath: '/var/log', containerPath: '/logs' }] }),
      docker({ volumes: [{ hostPath: '/var/run/docker.sock' }] }, 'docker-socket-proxy'),
      release(),
      deployment(),
    ],
    bad: [
      docker({ volumes: [{ hostPath: '/var/run/docker.sock' }] }),
      deployment({}, { hostNetwork: true }),
      release({ deep: { er: { privileged: true } } }),
      release({ sidecar: { securityContext: { readOnlyRootFilesystem: false } } }),
      release({ deep: { capabilities: { add: ['SYS_ADMIN'] } } }),
    ],
  },
};
