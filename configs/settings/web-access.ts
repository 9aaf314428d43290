import { X509Certificate, createPrivateKey } from 'node:crypto';
import * as z from 'zod';
import type { CrossCheck } from './cross-checks.ts';
import type { Fault } from './faults.ts';
import { field, secret } from './fields.ts';
import { SECRET_PLACEHOLDER, Secret } from './secret.ts';

/** What bcrypt takes into account of a password, in bytes; the rest would be cut off without a word. */
const LONGEST_PASSWORD = 72;

const certificate = z.string().startsWith('-----BEGIN CERTIFICATE-----');

const isPrivateKey = (text: string) =>
  text === SECRET_PLACEHOLDER || /^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text);

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
  key: field(
    secret.refine((key) => isPrivateKey(key.reveal())),
    {
      description: 'Private key of the certificate, PEM text without a passphrase.',
      expected: 'PEM text that begins with "-----BEGIN PRIVATE KEY-----" (set it with `--secret`)',
      example: '-----BEGIN PRIVATE KEY-----\n…',
    },
  ),
  ca: field(certificate, {
    description: 'Authority that signed the certificate, PEM text; whoever asks the server trusts this one.',
    expected: 'PEM text that begins with "-----BEGIN CERTIFICATE-----"',
    example: '-----BEGIN CERTIFICATE-----\n…',
  }),
});

/** Name by which everybody on the stack's network calls Prometheus. */
const HOST = 'prometheus';

export const webAccessChecks: readonly CrossCheck[] = [
  {
    needs: ['backend', 'prometheus'],
    check: ({ backend, prometheus }) =>
      (['auth', 'tls'] as const)
        .filter((key) => prometheus[key] !== undefined)
        .flatMap((key) => {
          const fault = { key: `prometheus.${key}`, found: 'a value' };
          if (prometheus.existing) {
            return [
              { ...fault, expected: `nothing, as Prometheus is somebody else's: prometheus.existing.${key}` },
            ];
          }
          if (backend !== 'docker') {
            return [{ ...fault, expected: 'nothing on Kubernetes, where network policies say who may ask' }];
          }
          return [];
        }),
  },
  {
    needs: ['prometheus'],
    check: ({ prometheus: { tls } }) =>
      tls && tls.key.reveal() !== SECRET_PLACEHOLDER ? pairFaults(tls) : [],
  },
];

/** What makes every connection fail later on: unreadable texts, two that do not belong together, or a name missing. */
function pairFaults({ cert, key, ca }: z.output<typeof webTlsSchema>): Fault[] {
  const read = <T>(name: string, parse: () => T): T | Fault => {
    try {
      return parse();
    } catch {
      return {
        key: `prometheus.tls.${name}`,
        found: 'PEM text that cannot be read',
        expected: 'whole PEM text',
      };
    }
  };
  const server = read('cert', () => new X509Certificate(cert));
  const own = read('key', () => createPrivateKey(key.reveal()));
  const authority = read('ca', () => new X509Certificate(ca));
  const unreadable = [server, own, authority].filter((part): part is Fault => 'expected' in part);
  if (unreadable.length > 0 || !(server instanceof X509Certificate) || 'expected' in own) return unreadable;
  return [
    ...(server.checkPrivateKey(own)
      ? []
      : [
          {
            key: 'prometheus.tls.key',
            found: 'the key of another certificate',
            expected: 'the key of prometheus.tls.cert',
          },
        ]),
    ...(server.checkHost(HOST) === undefined
      ? [
          {
            key: 'prometheus.tls.cert',
            found: `a certificate for ${server.subjectAltName ?? 'no name'}`,
            expected: `one that names DNS:${HOST}, as Grafana calls it so`,
          },
        ]
      : []),
  ];
}
