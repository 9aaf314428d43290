/**
 * Every image and chart, pinned; no other file names a version. `images.<name>` in the stack file replaces one, for a mirror
 * or a digest. The comments tell Renovate (`renovate.json`) where versions are published. Beside each image is the reason for its
 * version, as of November 2026; `image-contents.ts` says what it contains.
 */
export const IMAGES = {
  // Long-term support line, until 2027-07-31 (prometheus.io, "Long-term support").
  // renovate: datasource=docker
  prometheus: 'prom/prometheus:v3.13.5',
  // Newest minor release, the one that gets patches; 0.34.1 fixes inhibition.
  // renovate: datasource=docker
  alertmanager: 'quay.io/prometheus/alertmanager:v0.34.1',
  // Newest patch of the newest minor release. The health check needs `-health`, of 3.7.
  // renovate: datasource=docker
  loki: 'grafana/loki:3.7.8',
  // Newest patch of the newest minor release. The health check needs `-health`, of 3.0.
  // renovate: datasource=docker
  tempo: 'grafana/tempo:3.0.3',
  // Last minor release of 12, supported for 15 months: until about 2027-05-24, as long as 13.2. From 13.2 the data sources run
  // in separate processes, for which the default memory is too small.
  // renovate: datasource=docker
  grafana: 'grafana/grafana:12.4.12',
  // There is no long-term support line. Neither source nor release notes of 1.20 have been checked against this pipeline.
  // renovate: datasource=docker
  alloy: 'grafana/alloy:v1.19.2',
  // Newest; 1.13 fixes its health check where localhost is IPv6.
  // renovate: datasource=docker
  socketProxy: 'wollomatic/socket-proxy:1.13.1',
  // 0.11 renames metrics, which `prometheus/demo-jobs.ts` and the load driver would have to follow.
  // renovate: datasource=docker
  simulator: 'ghcr.io/llm-d/llm-d-inference-sim:v0.10.2',
  // DCGM 4.6, as in the GPU operator v26.7; NVIDIA publishes distroless images only.
  // renovate: datasource=docker
  dcgmExporter: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless',
  // Newest.
  // renovate: datasource=docker
  nodeExporter: 'prom/node-exporter:v1.12.1',
  // Newest.
  // renovate: datasource=docker
  cadvisor: 'ghcr.io/google/cadvisor:v0.60.6',
  // Long-term support, until 2028-04-30 (nodejs/Release).
  // renovate: datasource=docker
  node: 'node:24.21.0-alpine',
} as const;

export type ImageName = keyof typeof IMAGES;

/** Merges Prometheus replicas; the operator adds its sidecar. */
// renovate: datasource=docker
export const THANOS_IMAGE = 'quay.io/thanos/thanos:v0.42.4';

/**
 * Helm charts and where they are published. The charts of Grafana and of Loki moved to the community in January and March 2026;
 * those of the same name at grafana.github.io are frozen or for the enterprise edition. The CRD chart and the operator chart
 * are updated together: both are for operator 0.93.1.
 */
export const CHARTS = {
  'prometheus-operator-crds': {
    // renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/prometheus-operator-crds
    version: '31.0.1',
    registry: 'oci://ghcr.io/prometheus-community/charts',
  },
  'kube-prometheus-stack': {
    // renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/kube-prometheus-stack
    version: '88.5.3',
    registry: 'oci://ghcr.io/prometheus-community/charts',
  },
  // renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/loki
  loki: { version: '18.11.0', registry: 'oci://ghcr.io/grafana-community/helm-charts' },
  // renovate: datasource=docker depName=ghcr.io/grafana-community/helm-charts/grafana
  grafana: { version: '12.11.1', registry: 'oci://ghcr.io/grafana-community/helm-charts' },
  // renovate: datasource=helm depName=alloy registryUrl=https://grafana.github.io/helm-charts
  alloy: { version: '1.11.1', registry: 'https://grafana.github.io/helm-charts' },
} as const;

export type ChartName = keyof typeof CHARTS;
