import * as z from 'zod';
import { anyText, certificate, field, flag, httpUrl, secret } from './fields.ts';
import { authSchema, tlsSchema } from './servers.ts';

/** Names of Kubernetes objects (RFC 1123 subdomain). */
export const objectName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
  .max(253);

const OBJECT_NAME = 'lower-case letters, digits, "-" and "."';

const existingSecret = (what: string, keys: string) =>
  field(objectName, {
    description: `Existing Secret in the stack's namespace with ${what}; keys ${keys}.`,
    expected: OBJECT_NAME,
    example: 'from-external-secrets',
  }).optional();

/**
 * Storage of Loki or Tempo. Without keys, the identity of the pods is used (`kubernetes.loki.serviceAccount`): IAM roles for
 * service accounts, workload identity, or a managed identity.
 */
const objectStoreSchema = z.strictObject({
  kind: field(z.enum(['s3', 'gcs', 'azure']), {
    description: 'Kind of object store; `s3` for every S3-compatible store.',
    expected: 'one of s3, gcs, azure',
    example: 's3',
  }),
  bucket: field(z.string().min(3), {
    description: 'Bucket (Azure: container), of this server alone.',
    expected: 'the name of a bucket',
    example: 'llm-logs',
  }),
  region: field(z.string().min(1), {
    description: 'Region of an S3 bucket.',
    expected: 'a region',
    example: 'eu-central-1',
  }).optional(),
  endpoint: field(z.string().regex(/^[a-zA-Z0-9.-]+(:[0-9]{1,5})?$/), {
    description: 'Host of an S3-compatible store outside AWS.',
    expected: 'a host or host:port, without a scheme',
    example: 's3.example.com',
  }).optional(),
  insecure: field(flag, {
    description: 'Use HTTP instead of HTTPS for the store.',
    example: false,
  }).default(false),
  ca: field(certificate, {
    description: 'PEM-encoded certificate authorities of an S3-compatible store; public ones if not set.',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }).optional(),
  account: field(z.string().min(1), {
    description: 'Storage account of an Azure container.',
    expected: 'the name of a storage account',
    example: 'llmlogs',
  }).optional(),
  accessKeyId: field(secret, {
    description: 'Access key of an S3 store.',
    example: 'a secret',
  }).optional(),
  secretAccessKey: field(secret, {
    description: 'Secret of the access key (S3), or key of the storage account (Azure).',
    example: 'a secret',
  }).optional(),
  existingSecret: existingSecret('the keys of the object store', '`access-key-id` and `secret-access-key`'),
});

export type ObjectStore = z.output<typeof objectStoreSchema>;

/** The field with an object store. */
export const objectStore = (description: string, bucket: string) =>
  field(objectStoreSchema, {
    description,
    expected: '{kind, bucket, region, endpoint, ca, account, accessKeyId, secretAccessKey, existingSecret}',
    example: { kind: 's3', bucket, region: 'eu-central-1' },
  }).optional();

/** PostgreSQL database that Grafana replicas share. */
export const databaseSchema = z.strictObject({
  host: field(z.string().regex(/^[a-zA-Z0-9.-]+(:[0-9]{1,5})?$/), {
    description: 'PostgreSQL server.',
    expected: 'host or host:port',
    example: 'postgres.example.com:5432',
  }),
  name: field(anyText, {
    description: 'Name of the database.',
    example: 'grafana',
  }).default('grafana'),
  user: field(anyText, {
    description: 'User of the database.',
    example: 'grafana',
  }).default('grafana'),
  password: field(secret, {
    description: 'Password of the user.',
    example: 'a secret',
  }).optional(),
  existingSecret: existingSecret('the password of the database', '`password`'),
  ca: field(certificate, {
    description:
      'PEM-encoded certificate authorities of the server (Amazon RDS: the bundle of the region, Cloud SQL: the server CA), for `sslMode` verify-ca and verify-full; public ones if not set.',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }).optional(),
  sslMode: field(z.enum(['disable', 'require', 'verify-ca', 'verify-full']), {
    description:
      'TLS mode of the PostgreSQL connection: `verify-full` verifies the certificate and its host name, `verify-ca` only the certificate, `require` nothing.',
    expected: 'one of disable, require, verify-ca, verify-full',
    example: 'verify-full',
  }).default('require'),
});

const endpoint = (what: string, example: string) => field(httpUrl, { description: what, example });

const engine = <K extends string>(kind: K, write: string, query: string) =>
  z.strictObject({
    kind: z.literal(kind),
    url: endpoint('URL for remote write.', write),
    queryUrl: endpoint('URL that Grafana queries.', query),
    tenant: field(anyText, {
      description: 'Value of the header `X-Scope-OrgID`.',
      example: 'llm',
    }).optional(),
    auth: field(authSchema, {
      description: 'Credentials for remote write and queries.',
      expected: '{basic: {username, password}} or {bearer: token}',
      example: { basic: { username: 'llm', password: 'a secret' } },
    }).optional(),
    tls: field(tlsSchema, {
      description: 'TLS settings for https URLs.',
      expected: '{ca, serverName, insecureSkipVerify}',
      example: { serverName: 'metrics.example.com' },
    }).optional(),
  });

/** Long-term store: Prometheus sends all samples to it, and the dashboards query it. */
export const longTermSchema = z.discriminatedUnion('kind', [
  engine('mimir', 'https://mimir.example.com/api/v1/push', 'https://mimir.example.com/prometheus'),
  engine('thanos', 'https://thanos-receive.example.com/api/v1/receive', 'https://thanos-query.example.com'),
  engine(
    'victoriametrics',
    'https://vminsert.example.com/insert/0/prometheus/api/v1/write',
    'https://vmselect.example.com/select/0/prometheus',
  ),
  engine(
    'grafana-cloud',
    'https://prometheus-prod-01-eu-west-0.grafana.net/api/prom/push',
    'https://prometheus-prod-01-eu-west-0.grafana.net/api/prom',
  ),
  z.strictObject({
    kind: z.literal('amp'),
    region: field(z.string().min(1), {
      description: 'AWS region of the workspace.',
      expected: 'a region',
      example: 'eu-central-1',
    }),
    workspaceId: field(z.string().startsWith('ws-'), {
      description: 'Workspace of Amazon Managed Service for Prometheus.',
      expected: 'an id that begins with "ws-"',
      example: 'ws-00000000-0000-0000-0000-000000000000',
    }),
    roleArn: field(z.string().startsWith('arn:'), {
      description: 'IAM role for writes and queries, if it is not that of the pods.',
      expected: 'an ARN',
      example: 'arn:aws:iam::123456789012:role/llm-monitoring',
    }).optional(),
  }),
]);
