/**
 * Every image and chart, pinned. `images.<name>` in the stack file replaces one, for a mirror or a digest.
 *
 * Prometheus is the long-term support line. Loki has had no shell in its image since 3.6 and answers `-health` since 3.7,
 * which the health check uses.
 */
export const IMAGES = {
  prometheus: 'prom/prometheus:v3.13.5',
  loki: 'grafana/loki:3.7.6',
  grafana: 'grafana/grafana:12.3.0',
  alloy: 'grafana/alloy:v1.18.1',
  socketProxy: 'wollomatic/socket-proxy:1.11.0',
  simulator: 'ghcr.io/llm-d/llm-d-inference-sim:v0.10.2',
  node: 'node:24.21.0-alpine',
} as const;

export type ImageName = keyof typeof IMAGES;

/** Joins what several equal Prometheuses hold; the operator starts its sidecar. */
export const THANOS_IMAGE = 'quay.io/thanos/thanos:v0.42.4';

/**
 * Helm charts and where they are published. The charts of Grafana and of Loki moved to the community in January and March
 * 2026; those of the same name at grafana.github.io are frozen or for the enterprise. The definitions of the operator's
 * kinds move together with the operator's chart: both are of operator 0.93.1.
 */
export const CHARTS = {
  'prometheus-operator-crds': {
    version: '31.0.1',
    registry: 'oci://ghcr.io/prometheus-community/charts',
  },
  'kube-prometheus-stack': {
    version: '88.5.3',
    registry: 'oci://ghcr.io/prometheus-community/charts',
  },
  loki: { version: '18.11.0', registry: 'oci://ghcr.io/grafana-community/helm-charts' },
  grafana: { version: '12.11.1', registry: 'oci://ghcr.io/grafana-community/helm-charts' },
  alloy: { version: '1.11.1', registry: 'https://grafana.github.io/helm-charts' },
} as const;

export type ChartName = keyof typeof CHARTS;
