import { notMatches } from './matchers.ts';

/**
 * Routes that nobody but probes and scrapes asks for. A 503 there says that a server is not ready yet, and their many answers
 * would dilute every share, so they count neither as requests nor as errors, in metrics and in access logs alike.
 */
const PATHS = [
  // vLLM (`/ping` is SageMaker's), and what most HTTP services call it.
  '/health',
  '/ping',
  '/metrics',
  '/healthz',
  '/healthcheck',
  '/live',
  '/livez',
  '/ready',
  '/readyz',
  // Prometheus, Alertmanager and Alloy.
  '/-/healthy',
  '/-/ready',
  // Grafana.
  '/api/health',
  // Open Inference Protocol: KServe and Triton.
  '/v2/health/live',
  '/v2/health/ready',
  // Between Loki's own parts.
  '/grpc.health.v1.Health/Check',
] as const;

/** Alternatives of a regular expression. */
export const PROBE_PATH = PATHS.join('|');

/**
 * The path of a probe in an access log, as a regular expression: with the prefix that a server has under `--root-path` or behind a
 * gateway, which uvicorn prints and metrics lack.
 */
export const PROBE_ROUTE = String.raw`(?:/[^\s?"/]+){0,3}?(?:${PROBE_PATH})/?`;

/** Condition on the label `handler`, which holds the path. A series without the label passes. */
export const notProbe = notMatches(PROBE_PATH);

/** Condition on Loki's label `route`, which holds the path of an HTTP request as a word (dskit `MakeLabelValue`). */
export const notProbeRoute = notMatches([...new Set(PATHS.map(routeOf))].join('|'));

function routeOf(path: string): string {
  return path.startsWith('/grpc.')
    ? path
    : path
        .replaceAll(/[^a-zA-Z0-9]+/g, '_')
        .replaceAll(/^_|_$/g, '')
        .toLowerCase();
}
