import { alertmanager } from './alertmanager.ts';
import { alloy } from './alloy.ts';
import { cadvisor } from './cadvisor.ts';
import { dcgm } from './dcgm.ts';
import { endpointPicker } from './endpoint-picker.ts';
import { go } from './go.ts';
import { grafana } from './grafana.ts';
import { kubeStateMetrics } from './kube-state-metrics.ts';
import { kubelet } from './kubelet.ts';
import { litellm } from './litellm.ts';
import { loki } from './loki.ts';
import { node } from './node.ts';
import { prometheus } from './prometheus.ts';
import { prometheusQueries } from './prometheus-queries.ts';
import { targets } from './targets.ts';
import { tempo } from './tempo.ts';
import { vllmRouter } from './vllm-router.ts';
import type { Metric } from '../vllm/index.ts';

const metrics = [
  ...targets,
  ...prometheus,
  ...prometheusQueries,
  ...alertmanager,
  ...loki,
  ...grafana,
  ...alloy,
  ...tempo,
  ...dcgm,
  ...node,
  ...cadvisor,
  ...go,
  ...kubelet,
  ...kubeStateMetrics,
  ...vllmRouter,
  ...endpointPicker,
  ...litellm,
] as const satisfies readonly Metric[];

export type ExporterEntry = (typeof metrics)[number];

/** Non-vLLM metrics that queries may use. */
export const exporters = Object.fromEntries(metrics.map((entry) => [entry.name, entry])) as {
  readonly [N in ExporterEntry['name']]: Extract<ExporterEntry, { name: N }>;
};
