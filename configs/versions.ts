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
