import * as z from 'zod';
import {
  anyText,
  certificate,
  diskSize,
  durationText,
  field,
  flag,
  httpUrl,
  memory,
  name,
  port,
  secret,
} from './fields.ts';
import { lokiTlsSchema, webAuthSchema, webTlsSchema } from './web-access.ts';

/** Credentials for an HTTP endpoint: user and password, or a bearer token. */
export const authSchema = z
  .strictObject({
    basic: field(z.strictObject({ username: z.string().min(1), password: secret }), {
      description: 'User name and password for HTTP basic authentication.',
      expected: '{username, password}',
      example: { username: 'scrape', password: 'a secret' },
    }).optional(),
    bearer: field(secret, {
      description: 'Bearer token.',
      example: 'a secret token',
    }).optional(),
  })
  .refine((auth) => (auth.basic === undefined) !== (auth.bearer === undefined), {
    message: 'expected exactly one of basic and bearer',
  });

/** TLS settings of an HTTPS endpoint. */
export const tlsSchema = z.strictObject({
  ca: field(certificate, {
    description: 'PEM-encoded certificate authority of the server certificate.',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }).optional(),
  serverName: field(z.string().min(1), {
    description: 'Name to verify the server certificate against, if it is not the host of the URL.',
    expected: 'a host name',
    example: 'vllm.example.com',
  }).optional(),
  insecureSkipVerify: field(flag, {
    description: 'Disable verification of the server certificate.',
    example: false,
  }).default(false),
});

/** An external server, which this program uses but does not manage. */
export const existingSchema = z.strictObject({
  url: field(httpUrl, {
    description: 'URL of the server.',
    example: 'https://prometheus.example.com',
  }),
  auth: field(authSchema, {
    description: 'Credentials for the server.',
    expected: '{basic: {username, password}} or {bearer: token}',
    example: { bearer: 'a secret token' },
  }).optional(),
  tls: field(tlsSchema, {
    description: 'TLS settings for an https URL.',
    expected: '{ca, serverName, insecureSkipVerify}',
    example: { serverName: 'prometheus.example.com' },
  }).optional(),
});

const existing = (server: string) =>
  field(existingSchema, {
    description: `Use this external ${server} instead of deploying one.`,
    expected: '{url, auth, tls}',
    example: { url: `https://${server.toLowerCase()}.example.com` },
  }).optional();

export const prometheusSchema = z.strictObject({
  port: field(port, {
    description: 'Published port on this machine.',
    example: 9090,
  }).default(9090),
  scrapeInterval: field(durationText, {
    description: 'Default scrape interval; Grafana derives rate windows from it.',
    example: '15s',
  }).default('15s'),
  scrapeTimeout: field(durationText, {
    description: 'Scrape timeout; at most the scrape interval.',
    example: '10s',
  }).default('10s'),
  evaluationInterval: field(durationText, {
    description: 'Evaluation interval of recording rules.',
    example: '15s',
  }).default('15s'),
  retention: field(durationText, {
    description: 'Retention time of samples.',
    example: '15d',
  }).default('15d'),
  retentionSize: field(diskSize, {
    description: 'Maximum size of stored samples; the limit that is reached first applies, size or time.',
    expected: 'a size such as "512MB" or "50GB"',
    example: '20GB',
  }).optional(),
  externalLabels: field(z.record(z.string(), z.string()), {
    description:
      'External labels: attached to all samples and alerts that Prometheus sends to other systems.',
    expected: 'a map of label name to value',
    example: { cluster: 'eu-1' },
  }).default({}),
  memory: field(memory, {
    description:
      'Memory limit of the container. The dev stack needs 100 MiB and 256 engines (104,000 series) need 0.4 GiB; the rest is for queries.',
    example: '1GiB',
  }).default(1024),
  auth: field(webAuthSchema, {
    description: 'Basic authentication for Prometheus (Docker).',
    expected: '{username, password}',
    example: { username: 'monitoring', password: 'a secret' },
  }).optional(),
  tls: field(webTlsSchema, {
    description: 'Serve HTTPS; the certificate has to name DNS:prometheus.',
    expected: '{cert, key, ca}',
    example: {
      cert: '-----BEGIN CERTIFICATE-----\n…',
      key: '-----BEGIN PRIVATE KEY-----\n…',
      ca: '-----BEGIN CERTIFICATE-----\n…',
    },
  }).optional(),
  existing: existing('Prometheus'),
});

export const lokiSchema = z.strictObject({
  port: field(port, {
    description: 'Published port on this machine.',
    example: 3100,
  }).default(3100),
  retention: field(durationText, {
    description: 'Retention time of log lines; at least 24 h, the index period.',
    expected: 'a duration of at least "24h"',
    example: '7d',
  }).default('7d'),
  memory: field(memory, {
    description:
      'Memory limit of the container. The dev stack needs 60 MiB; the rest is for queries, which read as many lines as their time range has.',
    example: '1GiB',
  }).default(1024),
  tls: field(lokiTlsSchema, {
    description: 'Serve HTTPS, with `client` as mTLS (Docker); the certificate has to name DNS:loki.',
    expected: '{cert, key, ca, client}',
    example: {
      cert: '-----BEGIN CERTIFICATE-----\n…',
      key: '-----BEGIN PRIVATE KEY-----\n…',
      ca: '-----BEGIN CERTIFICATE-----\n…',
    },
  }).optional(),
  existing: existing('Loki'),
});

export const grafanaSchema = z.strictObject({
  port: field(port, {
    description: 'Published port on this machine.',
    example: 3000,
  }).default(3000),
  adminUser: field(anyText, {
    description: 'User name of the administrator.',
    example: 'admin',
  }).default('admin'),
  // Grafana accepts shorter passwords for a new database, but rejects them in a password reset.
  adminPassword: field(
    secret.refine((password) => password.reveal().length >= 4),
    {
      description: 'Password of the administrator; generated if not set.',
      expected: 'at least 4 characters (set it with `--secret`)',
      example: 'a secret',
    },
  ).optional(),
  rootUrl: field(httpUrl, {
    description:
      'URL at which browsers reach Grafana through a proxy (Docker), if it is not the published port; a path in it is served as it is.',
    expected: 'an http or https URL without query',
    example: 'https://ops.example.com/grafana/',
  })
    .refine((url) => !/[?#]/.test(url))
    .optional(),
  folder: field(anyText, {
    description: 'Title of the folder that holds the dashboards and alert rules.',
    example: 'LLM serving',
  }).default('LLM serving'),
  memory: field(memory, {
    description:
      'Memory limit of the container. The dev stack needs 95 MiB; the rest is for data that panels and alert rules have queried. Grafana 13 needs at least 768MiB.',
    example: '512MiB',
  }).default(512),
  existing: existing('Grafana'),
});

/** Names that the engine takes (moby `daemon/names`). */
const networkName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/);

export const dockerSchema = z.strictObject({
  host: field(z.string().regex(/^(unix|tcp|ssh|npipe):\/\/.+/), {
    description: 'Docker engine; the one that the docker CLI uses if not set.',
    expected: 'a unix://, tcp://, ssh:// or npipe:// address',
    example: 'unix:///var/run/docker.sock',
  }).optional(),
  bindAddress: field(z.union([z.ipv4(), z.ipv6()]), {
    description: 'IP address of this machine on which ports are published.',
    expected: 'an IP address',
    example: '127.0.0.1',
  }).default('127.0.0.1'),
  networks: field(z.array(networkName), {
    description:
      'Existing networks that Prometheus, Grafana and the collector join, for targets and servers that publish no port. They are neither created nor removed.',
    expected: 'a list of names of Docker networks',
    example: ['vllm_default'],
  }).default([]),
});

export const stackName = field(name, {
  description:
    'Prefix of the names of containers, networks and volumes; unique among the stacks of a machine.',
  example: 'llm-monitoring',
}).default('llm-monitoring');
