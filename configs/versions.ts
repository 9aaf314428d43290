/**
 * Every image and chart, pinned; no other file names a version. `images.<name>` in the stack file replaces one, for a mirror
 * or a digest. The comments say to Renovate (`renovate.json`) where versions are published.
 *
 * Prometheus is the long-term support line. Loki has had no shell in its image since 3.6 and answers `-health` since 3.7,
 * which the health check uses.
 */
export const IMAGES = {
  // renovate: datasource=docker
  prometheus: 'prom/prometheus:v3.13.5',
  // renovate: datasource=docker
  alertmanager: 'quay.io/prometheus/alertmanager:v0.34.0',
  // renovate: datasource=docker
  loki: 'grafana/loki:3.7.6',
  // renovate: datasource=docker
  grafana: 'grafana/grafana:12.3.0',
  // renovate: datasource=docker
  alloy: 'grafana/alloy:v1.18.1',
  // renovate: datasource=docker
  socketProxy: 'wollomatic/socket-proxy:1.11.0',
  // renovate: datasource=docker
  simulator: 'ghcr.io/llm-d/llm-d-inference-sim:v0.10.2',
  // renovate: datasource=docker
  dcgmExporter: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless',
  // renovate: datasource=docker
  nodeExporter: 'prom/node-exporter:v1.12.1',
  // renovate: datasource=docker
  cadvisor: 'ghcr.io/google/cadvisor:v0.60.6',
  // renovate: datasource=docker
  node: 'node:24.21.0-alpine',
} as const;

export type ImageName = keyof typeof IMAGES;

/** Joins what several equal Prometheuses hold; the operator starts its sidecar. */
// renovate: datasource=docker
export const THANOS_IMAGE = 'quay.io/thanos/thanos:v0.42.4';

/**
 * Helm charts and where they are published. The charts of Grafana and of Loki moved to the community in January and March
 * 2026; those of the same name at grafana.github.io are frozen or for the enterprise. The definitions of the operator's
 * kinds move together with the operator's chart: both are of operator 0.93.1.
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
