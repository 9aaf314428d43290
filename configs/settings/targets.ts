import * as z from 'zod';
import { durationText, field, hostPort, labels, name } from './fields.ts';
import { authSchema, tlsSchema } from './servers.ts';

/**
 * Metrics that a target exposes. `vllm`: an OpenAI-compatible vLLM server; `http`: a service with the usual HTTP server metrics
 * (`http_requests_total`, `http_request_duration_seconds`); `prometheus`: any other metrics in Prometheus' format.
 */
export const TARGET_KINDS = ['vllm', 'http', 'prometheus'] as const;

/** Path and interval of a scrape. */
export const scrapeFields = {
  path: field(z.string().startsWith('/'), {
    description: 'Path of the metrics.',
    expected: 'a path that begins with "/"',
    example: '/metrics',
  }).default('/metrics'),
  interval: field(durationText, {
    description: 'Scrape interval, if it differs from `prometheus.scrapeInterval`.',
    expected: 'a duration such as "15s"',
    example: '30s',
  }).optional(),
};

export const targetSchema = z.strictObject({
  name: field(name, {
    description: 'Value of the label `job`; unique.',
    expected: 'lower-case letters, digits and "-", at most 63',
    example: 'vllm-api',
  }),
  kind: field(z.enum(TARGET_KINDS), {
    description: 'Type of metrics; determines which series are kept and which dashboards show the target.',
    expected: `one of ${TARGET_KINDS.join(', ')}`,
    example: 'vllm',
  }).default('vllm'),
  endpoints: field(z.array(hostPort).min(1), {
    description: 'Addresses to scrape; `host.docker.internal` is the Docker host.',
    expected: 'a list of at least one host:port',
    example: ['host.docker.internal:8000'],
  }),
  scheme: field(z.enum(['http', 'https']), {
    description: 'Protocol.',
    expected: 'http or https',
    example: 'http',
  }).default('http'),
  ...scrapeFields,
  labels: field(labels, {
    description: 'Labels added to every series of the target.',
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
