import * as z from 'zod';
import { certificate, field, secret } from './fields.ts';
import { SECRET_PLACEHOLDER, Secret } from '../text/secret.ts';

/** Bytes of a password that bcrypt uses; it silently ignores the rest. */
const LONGEST_PASSWORD = 72;

const isPrivateKey = (text: string) =>
  text === SECRET_PLACEHOLDER || /^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text);

const privateKey = field(
  secret.refine((key) => isPrivateKey(key.reveal())),
  {
    description: 'PEM-encoded private key of the certificate, without a passphrase.',
    expected: 'PEM text that begins with "-----BEGIN PRIVATE KEY-----" (set it with `--secret`)',
    example: '-----BEGIN PRIVATE KEY-----\n…',
  },
);

/** Basic authentication of a managed server. */
export const webAuthSchema = z.strictObject({
  username: field(z.string().regex(/^[^:\s]+$/), {
    description: 'User name.',
    expected: 'a name without ":" and spaces',
    example: 'monitoring',
  }),
  password: field(
    z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= LONGEST_PASSWORD)
      .transform((text) => new Secret(text)),
    {
      description: 'Password; the server gets only its bcrypt hash.',
      expected: `a string of 1 to ${LONGEST_PASSWORD} bytes (set it with \`--secret\`)`,
      example: 'a secret',
    },
  ),
});

/** HTTPS of a managed server. */
export const webTlsSchema = z.strictObject({
  cert: field(certificate, {
    description:
      'PEM-encoded server certificate for the name that other servers use, followed by intermediates.',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }),
  key: privateKey,
  ca: field(certificate, {
    description: 'PEM-encoded certificate authority, which clients of the server trust.',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }),
});

/** HTTPS of the managed Loki, which supports client certificates but no passwords. */
export const lokiTlsSchema = webTlsSchema.extend({
  client: field(
    z.strictObject({
      cert: field(certificate, {
        description: 'PEM-encoded client certificate that the collector, Prometheus and Grafana present.',
        example: '-----BEGIN CERTIFICATE-----\n…',
      }),
      key: privateKey,
      ca: field(certificate, {
        description:
          'PEM-encoded certificate authority of client certificates. Use one for this purpose only, because every certificate that it signs can read all logs.',
        example: '-----BEGIN CERTIFICATE-----\n…',
      }),
    }),
    {
      description: 'Require client certificates from this authority (mTLS).',
      expected: '{cert, key, ca}',
      example: {
        cert: '-----BEGIN CERTIFICATE-----\n…',
        key: '-----BEGIN PRIVATE KEY-----\n…',
        ca: '-----BEGIN CERTIFICATE-----\n…',
      },
    },
  ).optional(),
});
