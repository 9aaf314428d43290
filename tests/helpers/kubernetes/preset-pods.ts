import type { Pod } from './operator-jobs.ts';

/** Ports of this machine in place of those of the conventions: two of vLLM, and one of Ray's agent. */
export interface Ports {
  readonly vllm: number;
  readonly secondVllm: number;
  readonly ray: number;
}

const namespaces = ['llm'];

/** Entries of `kubernetes.discovery`. */
export const presetDiscovery = ({ vllm, secondVllm }: Ports) => [
  { name: 'lws', preset: 'leader-worker-set', namespaces, port: vllm },
  { name: 'aibrix', preset: 'aibrix', namespaces },
  { name: 'ray', preset: 'ray', namespaces },
  { name: 'dynamo', preset: 'dynamo', namespaces },
  { name: 'undeclared', namespaces, selector: { app: 'undeclared' }, port: vllm },
  { name: 'ranks', namespaces, selector: { app: 'ranks' }, port: [vllm, secondVllm] },
  { name: 'llm-inference-service', preset: 'kserve-llm', namespaces, scheme: 'http', port: vllm },
];

/** Pods as their charts and operators create them. */
export const presetPods = ({ vllm, ray }: Ports): readonly Pod[] => [
  {
    name: 'leader',
    labels: { 'leaderworkerset.sigs.k8s.io/name': 'x', 'leaderworkerset.sigs.k8s.io/worker-index': '0' },
    containers: [{ name: 'vllm-leader', ports: [['http', vllm]] }],
  },
  {
    name: 'worker',
    labels: { 'leaderworkerset.sigs.k8s.io/name': 'x', 'leaderworkerset.sigs.k8s.io/worker-index': '1' },
    containers: [{ name: 'vllm-worker', ports: [] }],
  },
  {
    name: 'aibrix-0',
    labels: {
      'model.aibrix.ai/name': 'm',
      'model.aibrix.ai/port': '1',
      'model.aibrix.ai/metric-port': `${vllm}`,
    },
    containers: [
      { name: 'vllm-openai', ports: [['http', vllm]] },
      { name: 'aibrix-runtime', ports: [['http', 8080]] },
    ],
  },
  {
    name: 'ray-head',
    labels: { 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'head' },
    containers: [
      {
        name: 'ray-head',
        ports: [
          ['gcs', 6379],
          ['metrics', ray],
          ['serve', 8000],
        ],
      },
    ],
  },
  {
    name: 'decode-0',
    labels: { 'nvidia.com/metrics-enabled': 'true', 'nvidia.com/dynamo-component-type': 'worker' },
    containers: [
      {
        name: 'main',
        ports: [
          ['system', vllm],
          ['nixl', 19_090],
        ],
      },
    ],
  },
  {
    name: 'frontend-0',
    labels: { 'nvidia.com/metrics-enabled': 'true', 'nvidia.com/dynamo-component-type': 'frontend' },
    containers: [{ name: 'main', ports: [['http', vllm]] }],
  },
  {
    name: 'undeclared-0',
    labels: { app: 'undeclared' },
    containers: [
      { name: 'vllm', ports: [] },
      {
        name: 'sidecar',
        ports: [
          ['admin', 15_000],
          ['stats', 15_090],
        ],
      },
    ],
  },
  { name: 'ranks-0', labels: { app: 'ranks' }, containers: [{ name: 'vllm', ports: [['http', vllm]] }] },
  {
    name: 'llmisvc-0',
    labels: { 'app.kubernetes.io/part-of': 'llminferenceservice', 'kserve.io/component': 'workload' },
    containers: [{ name: 'main', ports: [['https', vllm]] }],
  },
];

/** Targets by job. */
export const presetTargets = ({
  vllm,
  secondVllm,
}: Ports): Readonly<Record<string, readonly (readonly [pod: string, endpoint: string | undefined])[]>> => ({
  lws: [['leader', undefined]],
  aibrix: [['aibrix-0', undefined]],
  ray: [['ray-head', 'metrics']],
  dynamo: [['decode-0', 'system']],
  undeclared: [['undeclared-0', undefined]],
  ranks: [
    ['ranks-0', String(vllm)],
    ['ranks-0', String(secondVllm)],
  ],
  'llm-inference-service': [['llmisvc-0', undefined]],
});
