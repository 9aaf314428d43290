import type { ImageName } from './versions.ts';

/** The parts of an image that the stack relies on. */
export interface ImageContents {
  /** Base of the last stage of the Dockerfile. */
  readonly base: string;
  /** `USER` of the image, empty for root; a service may run as another one. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  /**
   * Shells and tools that a health check or an entry point may run, by name on PATH or by absolute path. An image without `sh`
   * has no shell at all, and neither wget nor curl.
   */
  readonly programs: readonly string[];
  /**
   * Dockerfile that the contents were read from: repository, path and tag. If the tag is not the pinned one, the Dockerfile of
   * the pinned one was not read.
   */
  readonly source: string;
}

/**
 * Contents of every pinned image. A replacement (`images.<name>`) has to contain the same programs. The `-distroless` variants of
 * Grafana, node-exporter and Prometheus do not, except for `promtool`.
 */
export const IMAGE_CONTENTS = {
  prometheus: {
    base: 'quay.io/prometheus/busybox-linux-amd64',
    user: 'nobody',
    entrypoint: ['/bin/prometheus'],
    programs: ['/bin/promtool', 'sh', 'wget'],
    source: 'prometheus/prometheus Dockerfile v3.13.5',
  },
  alertmanager: {
    base: 'quay.io/prometheus/busybox-linux-amd64',
    user: 'nobody',
    entrypoint: ['/bin/alertmanager'],
    programs: ['/bin/amtool', 'sh', 'wget'],
    source: 'prometheus/alertmanager Dockerfile v0.34.1',
  },
  loki: {
    base: 'gcr.io/distroless/static:nonroot',
    user: '10001',
    entrypoint: ['/usr/bin/loki'],
    // `loki -health` queries the server's own readiness endpoint, since 3.7.
    programs: ['/usr/bin/loki'],
    source: 'grafana/loki cmd/loki/Dockerfile v3.7.8',
  },
  tempo: {
    base: 'gcr.io/distroless/static-debian12',
    user: '10001:10001',
    entrypoint: ['/tempo'],
    // `tempo -health` queries the server's own readiness endpoint.
    programs: ['/tempo'],
    source: 'grafana/tempo cmd/tempo/Dockerfile v3.0.3',
  },
  grafana: {
    base: 'alpine',
    user: '472',
    entrypoint: ['/run.sh'],
    programs: ['/run.sh', 'base64', 'bash', 'cat', 'curl', 'grafana', 'head', 'seq', 'sh', 'sleep', 'wget'],
    source: 'grafana/grafana Dockerfile v12.3.0',
  },
  alloy: {
    base: 'ubuntu:noble',
    user: '',
    entrypoint: ['/bin/alloy'],
    programs: ['bash', 'sh'],
    source: 'grafana/alloy Dockerfile v1.19.0-rc.3',
  },
  socketProxy: {
    base: 'scratch',
    user: '65534:65534',
    entrypoint: ['/socket-proxy'],
    programs: ['/healthcheck'],
    source: 'wollomatic/socket-proxy Dockerfile 1.13.1',
  },
  simulator: {
    base: 'gcr.io/distroless/static:nonroot',
    user: '65532:65532',
    entrypoint: ['/app/llm-d-inference-sim'],
    programs: [],
    source: 'llm-d/llm-d-inference-sim Dockerfile v0.10.2',
  },
  dcgmExporter: {
    base: 'nvcr.io/nvidia/distroless/cc',
    user: 'root:root',
    entrypoint: ['/usr/bin/dcgm-exporter-entrypoint.sh'],
    // `sh` is dash, which opens no connections; bash is copied in for the entry point.
    programs: ['/usr/bin/dcgm-exporter', 'bash', 'sh'],
    source: 'NVIDIA/dcgm-exporter docker/Dockerfile, stage runtime-distroless, 4.6.0-4.8.3',
  },
  nodeExporter: {
    base: 'quay.io/prometheus/busybox-linux-amd64',
    user: 'nobody',
    entrypoint: ['/bin/node_exporter'],
    programs: ['sh', 'wget'],
    source: 'prometheus/node_exporter Dockerfile v1.12.1',
  },
  cadvisor: {
    base: 'alpine',
    user: '',
    entrypoint: ['/usr/bin/entrypoint.sh'],
    programs: ['sh', 'wget'],
    source: 'google/cadvisor deploy/Dockerfile v0.60.6',
  },
  node: {
    base: 'alpine',
    user: '',
    entrypoint: ['docker-entrypoint.sh'],
    programs: ['node', 'sh', 'wget'],
    source: 'nodejs/docker-node 24/alpine3.24/Dockerfile 24.19.0',
  },
  thanos: {
    base: 'quay.io/prometheus/busybox',
    user: '1001',
    entrypoint: ['/bin/thanos'],
    programs: ['sh', 'wget'],
    source: 'thanos-io/thanos Dockerfile v0.42.4',
  },
} as const satisfies Record<ImageName | 'thanos', ImageContents>;

export type ContainedImage = keyof typeof IMAGE_CONTENTS;
export type ProgramOf<N extends ContainedImage> = (typeof IMAGE_CONTENTS)[N]['programs'][number];

/** Images that contain a program. */
export type ImageWith<P extends string> = {
  [N in ContainedImage]: P extends ProgramOf<N> ? N : never;
}[ContainedImage];
