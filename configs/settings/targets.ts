import * as z from 'zod';
import { durationText, field, flag, hostPort, labels, name } from './fields.ts';
import { authSchema, tlsSchema } from './servers.ts';

/** Routers and gateways in front of vLLM that have metrics of their own. */
export const GATEWAY_KINDS = ['production-stack-router', 'llm-d-epp', 'litellm'] as const;

export type GatewayKind = (typeof GATEWAY_KINDS)[number];

/**
 * Metrics that a target exposes. `vllm`: an OpenAI-compatible vLLM server; `http`: a service with the usual HTTP server metrics
 * (`http_requests_total`, `http_request_duration_seconds`); `prometheus`: any other metrics in Prometheus' format.
 */
export const TARGET_KINDS = ['vllm', 'http', 'prometheus', ...GATEWAY_KINDS] as const;

const PATH = z.string().regex(/^\/[^?#\s]*$/);
const PATH_EXPECTED = 'a path that begins with "/", without a query, which goes into params';

const METRICS_PATH = field(PATH, {
  description:
    'Path of the metrics; that of the kind by default: `/metrics/` for `litellm`, otherwise `/metrics`.',
  expected: PATH_EXPECTED,
  example: '/metrics',
});

/** Prometheus' names for exposition formats (prometheus `config/config.go`, `ScrapeProtocol`). */
const SCRAPE_PROTOCOLS = [
  'PrometheusText0.0.4',
  'PrometheusText1.0.0',
  'OpenMetricsText0.0.1',
  'OpenMetricsText1.0.0',
  'PrometheusProto',
] as const;

/** Path and interval of a scrape, and how long its targets may be missing. */
export const scrapeFields = {
  path: field(PATH, {
    description: 'Path of the metrics.',
    expected: PATH_EXPECTED,
    example: '/metrics',
  }).default('/metrics'),
  params: field(z.record(z.string().min(1), z.union([z.string(), z.array(z.string()).min(1)])), {
    description: 'Query of the URL of the metrics.',
    expected: 'a map of parameter to value, or to a list of values',
    example: { format: 'prometheus' },
  }).default({}),
  interval: field(durationText, {
    description: 'Scrape interval, if it differs from `prometheus.scrapeInterval`.',
    expected: 'a duration such as "15s"',
    example: '30s',
  }).optional(),
  fallbackScrapeProtocol: field(z.enum(SCRAPE_PROTOCOLS), {
    description:
      'Format of the metrics if the Content-Type of the response is blank or wrong, which Prometheus 3 would not accept.',
    expected: `one of ${SCRAPE_PROTOCOLS.join(', ')}`,
    example: 'OpenMetricsText1.0.0',
  }).default('PrometheusText0.0.4'),
  mayBeAbsent: field(flag, {
    description:
      'Servers of this job may be stopped, scaled to zero or asleep by design: no alert while they are.',
    example: true,
  }).default(false),
  startupTime: field(durationText, {
    description:
      'Longest time a server of this job takes to start, loading the model included. A shorter outage of one replica fires no alert (by default 30m for vLLM). If it is set, an outage of the whole job pages only after it. Without it an outage pages after two minutes; of the only server of a job it pages after the time that its starts took within two weeks, because its successor may be loading the model.',
    expected: 'a duration such as "20m"',
    example: '20m',
  }).optional(),
};

export const targetSchema = z.strictObject({
  name: field(name, {
    description: 'Value of the label `job`; unique.',
    example: 'vllm-api',
  }),
  kind: field(z.enum(TARGET_KINDS), {
    description:
      'Type of metrics; determines which series are kept and which dashboards show it. Gateways: `production-stack-router` (vLLM production-stack), `llm-d-epp` (endpoint picker), `litellm` (LiteLLM proxy).',
    expected: `one of ${TARGET_KINDS.join(', ')}`,
    example: 'vllm',
  }).default('vllm'),
  endpoints: field(z.array(hostPort).min(1), {
    description:
      'Addresses to scrape; `host.docker.internal` is the Docker host. The port may be omitted for a gateway: 8000 for `production-stack-router`, 9090 for `llm-d-epp`, 4000 for `litellm`.',
    expected: 'a list of at least one host:port',
    example: ['host.docker.internal:8000'],
  }),
  scheme: field(z.enum(['http', 'https']), {
    description: 'Protocol.',
    expected: 'http or https',
    example: 'http',
  }).default('http'),
  ...scrapeFields,
  path: METRICS_PATH.optional(),
  statusLabel: field(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), {
    description:
      'Label of `http_requests_total` that holds the status, with kind http. `status`, `code`, `status_code`, `http_status` and `http_status_code` are recognized without it.',
    expected: 'the name of a label',
    example: 'response_code',
  }).optional(),
  labels: field(labels, {
    description: 'Labels added to every series of the target; the metrics must not have them already.',
    expected: 'a map of label name to value',
    example: { team: 'search' },
  }).default({}),
  auth: field(authSchema, {
    description: 'Credentials for the scrape.',
    expected: '{basic: {username, password}} or {bearer: token}',
    example: { bearer: 'a secret token' },
  }).optional(),
  tls: field(tlsSchema, {
    description: 'TLS settings for scheme https.',
    expected: '{ca, serverName, insecureSkipVerify}',
    example: { serverName: 'vllm.example.com' },
  }).optional(),
});

export const targetsSchema = field(z.array(targetSchema), {
  description: 'Scrape targets in addition to the stack itself.',
  expected: 'a list of targets',
  example: [{ name: 'vllm-api', kind: 'vllm', endpoints: ['host.docker.internal:8000'] }],
}).default([]);

export type Target = z.output<typeof targetSchema>;
