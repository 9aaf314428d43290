import * as z from 'zod';
import { field, secret } from './fields.ts';
import { SECRET_PLACEHOLDER, Secret } from '../text/secret.ts';

/** What bcrypt takes into account of a password, in bytes; the rest would be cut off without a word. */
const LONGEST_PASSWORD = 72;

const certificate = z.string().startsWith('-----BEGIN CERTIFICATE-----');

const isPrivateKey = (text: string) =>
  text === SECRET_PLACEHOLDER || /^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text);

const privateKey = field(
  secret.refine((key) => isPrivateKey(key.reveal())),
  {
    description: 'Private key of the certificate, PEM text without a passphrase.',
    expected: 'PEM text that begins with "-----BEGIN PRIVATE KEY-----" (set it with `--secret`)',
    example: '-----BEGIN PRIVATE KEY-----\n…',
  },
);

/** Who may ask a server of ours: everybody who knows this user and password. */
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
      description: 'Password; the server is given its bcrypt hash alone.',
      expected: `a string of 1 to ${LONGEST_PASSWORD} bytes (set it with \`--secret\`)`,
      example: 'a secret',
    },
  ),
});

/** HTTPS of a server of ours. */
export const webTlsSchema = z.strictObject({
  cert: field(certificate, {
    description:
      'Certificate of the server, for the name that the others call it by; PEM text, intermediates after it.',
    expected: 'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }),
  key: privateKey,
  ca: field(certificate, {
    description: 'Authority that signed the certificate, PEM text; whoever asks the server trusts this one.',
    expected: 'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }),
});

/** HTTPS of our Loki, which knows no password: who may ask it shows a certificate. */
export const lokiTlsSchema = webTlsSchema.extend({
  client: field(
    z.strictObject({
      cert: field(certificate, {
        description: 'Certificate that the collector, Prometheus and Grafana show; PEM text.',
        expected: 'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
        example: '-----BEGIN CERTIFICATE-----\n…',
      }),
      key: privateKey,
      ca: field(certificate, {
        description:
          'Authority whose certificates Loki lets in, PEM text: one of your own, as whoever has a certificate of it may read all logs.',
        expected: 'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
        example: '-----BEGIN CERTIFICATE-----\n…',
      }),
    }),
    {
      description: 'Let in only who shows a certificate of this authority.',
      expected: '{cert, key, ca}',
      example: {
        cert: '-----BEGIN CERTIFICATE-----\n…',
        key: '-----BEGIN PRIVATE KEY-----\n…',
        ca: '-----BEGIN CERTIFICATE-----\n…',
      },
    },
  ).optional(),
});
