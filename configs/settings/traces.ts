import * as z from 'zod';
import {
  DURATION,
  PORT,
  count,
  diskSize,
  durationText,
  field,
  httpUrl,
  memory,
  port,
  secret,
} from './fields.ts';
import { isPattern } from './pattern.ts';
import { authSchema, tlsSchema } from './servers.ts';

const SIZE = 'a size such as "500MB" or "5GB"';

const flag = (description: string, otherwise: boolean) =>
  field(z.boolean(), { description, expected: 'true or false', example: otherwise }).default(otherwise);

const samplingSchema = z.strictObject({
  share: field(z.number().min(0).max(1), {
    description: 'Share of the other traces that is kept; 1 keeps every trace and makes no decision.',
    expected: 'a number from 0 to 1',
    example: 0.1,
  }).default(0.1),
  slowerThan: field(durationText, {
    description: 'Traces that take longer are always kept, as are those with an error and starts of vLLM.',
    expected: DURATION,
    example: '5s',
  }).default('5s'),
});

const limitsSchema = z.strictObject({
  queuedSpans: field(count.min(2048), {
    description:
      'Most spans that the collector holds while the trace store is unreachable; further ones are dropped and counted. About 1 KB each.',
    expected: 'a whole number of at least 2048, the size of a batch',
    example: 50_000,
  }).default(50_000),
  bytesPerSecond: field(diskSize, {
    description: 'Most bytes per second that the managed Tempo accepts.',
    expected: SIZE,
    example: '15MB',
  }).default('15MB'),
  bytesPerTrace: field(diskSize, {
    description: 'Largest trace in the managed Tempo; further spans of it are discarded and counted.',
    expected: SIZE,
    example: '5MB',
  }).default('5MB'),
});

const existingSchema = z.strictObject({
  otlpUrl: field(httpUrl, {
    description: 'Base URL of OTLP over HTTP, to which the collector sends; `/v1/traces` is appended.',
    expected: 'an http or https URL',
    example: 'https://otlp.example.com',
  }),
  url: field(httpUrl, {
    description: 'URL of a Tempo for the data source in Grafana; without one, spans are only forwarded.',
    expected: 'an http or https URL',
    example: 'https://tempo.example.com',
  }).optional(),
  tenant: field(z.string().regex(/^[a-zA-Z0-9!_.*'()-]{1,150}$/), {
    description: 'Value of the header `X-Scope-OrgID`.',
    expected: "letters, digits and !-_.*'(), at most 150",
    example: 'llm',
  }).optional(),
  auth: field(authSchema, {
    description: 'Credentials for both URLs.',
    expected: '{basic: {username, password}} or {bearer: token}',
    example: { bearer: 'a secret token' },
  }).optional(),
  headers: field(z.record(z.string().regex(/^(?!(?:authorization|x-scope-orgid)$)[a-z0-9-]+$/i), secret), {
    description: 'Headers of requests to `otlpUrl`, for endpoints that expect a key in one of their own.',
    expected:
      'names of headers other than Authorization (`auth`) and X-Scope-OrgID (`tenant`), with their values',
    example: { 'x-honeycomb-team': 'a secret key' },
  }).default({}),
  tls: field(tlsSchema, {
    description: 'TLS settings for https URLs.',
    expected: '{ca, serverName, insecureSkipVerify}',
    example: { serverName: 'tempo.example.com' },
  }).optional(),
});

export const tracesSchema = z.strictObject({
  enabled: flag('Receive traces by OTLP, and store them in Grafana Tempo.', false),
  grpcPort: field(port, {
    description: 'Published port of OTLP over gRPC (Docker).',
    expected: PORT,
    example: 4317,
  }).default(4317),
  httpPort: field(port, {
    description: 'Published port of OTLP over HTTP (Docker).',
    expected: PORT,
    example: 4318,
  }).default(4318),
  retention: field(durationText, {
    description: 'Retention time of traces.',
    expected: DURATION,
    example: '3d',
  }).default('3d'),
  memory: field(memory, {
    description:
      'Memory limit of Tempo. The dev stack needs 85 MiB and 1000 spans per second need 230 MiB; the rest is for queries.',
    expected: 'a size such as "512MiB" or "2GiB"',
    example: '512MiB',
  }).default(512),
  sampling: field(samplingSchema, {
    description: 'Selection of the traces that are stored.',
    expected: '{share, slowerThan}',
    example: { share: 0.1, slowerThan: '5s' },
  }).prefault({}),
  redact: flag('Replace API keys, tokens and passwords in attributes before a span is stored.', true),
  dropPrompts: flag('Remove attributes that contain prompts and answers before a span is stored.', true),
  dropAttributes: field(z.array(z.string().min(1).refine(isPattern)), {
    description: 'Further attributes to remove, by name.',
    expected: 'a list of regular expressions that match whole names',
    example: ['enduser\\..*'],
  }).default([]),
  limits: field(limitsSchema, {
    description: 'Limits that keep a burst of spans from exhausting memory.',
    expected: '{queuedSpans, bytesPerSecond, bytesPerTrace}',
    example: { queuedSpans: 50_000 },
  }).prefault({}),
  existing: field(existingSchema, {
    description: 'Send spans to this external Tempo or OTLP endpoint instead of deploying Tempo.',
    expected: '{otlpUrl, url, tenant, auth, headers, tls}',
    example: { otlpUrl: 'https://otlp.example.com', url: 'https://tempo.example.com' },
  }).optional(),
});
