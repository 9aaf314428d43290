import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { CrossCheck } from './check.ts';
import type { Fault } from '../faults.ts';
import { sizeOf } from '../kubernetes-sizes.ts';
import type { Settings } from '../schema.ts';
import { SECRET_PLACEHOLDER, type Secret } from '../../text/secret.ts';

/** Extended key usage of a certificate that a client shows (RFC 5280, section 4.2.1.12), and of one for anything. */
const CLIENT_USAGES = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

export const webAccessChecks: readonly CrossCheck[] = [
  {
    needs: ['backend', 'prometheus', 'loki', 'kubernetes'],
    check: (settings) => [
      ...(['auth', 'tls'] as const).flatMap((key) => notHere(settings, 'prometheus', key)),
      ...notHere(settings, 'loki', 'tls'),
    ],
  },
  {
    needs: ['prometheus'],
    check: ({ prometheus: { tls } }) => (tls ? pairFaults('prometheus.tls', tls, 'prometheus') : []),
  },
  {
    needs: ['loki'],
    check: ({ loki: { tls } }) => [
      ...(tls ? pairFaults('loki.tls', tls, 'loki') : []),
      ...(tls?.client ? pairFaults('loki.tls.client', tls.client) : []),
    ],
  },
];

/** Somebody else's server has an access of its own, and on Kubernetes not all of it can be had. */
function notHere(settings: Settings, server: 'prometheus' | 'loki', key: 'auth' | 'tls'): Fault[] {
  const part: Readonly<Record<string, unknown>> = settings[server];
  if (part[key] === undefined) return [];
  const fault = { key: `${server}.${key}`, found: 'a value' };
  if (part['existing']) {
    const name = server === 'loki' ? 'Loki' : 'Prometheus';
    return [{ ...fault, expected: `nothing, as ${name} is somebody else's: ${server}.existing.${key}` }];
  }
  if (settings.backend === 'docker') return [];
  const expected = onKubernetes(settings, `${server}.${key}`);
  return expected === undefined ? [] : [{ ...fault, expected }];
}

/** What is expected in place of a key on Kubernetes; nothing where the key can be had. */
function onKubernetes({ kubernetes }: Settings, key: string): string | undefined {
  if (key === 'prometheus.auth') {
    return 'nothing on Kubernetes, whose operator knows no users of Prometheus; network policies say who may ask';
  }
  if (key === 'loki.tls') return 'nothing on Kubernetes, where network policies say who may ask';
  const { replicas } = sizeOf(kubernetes, 'prometheus');
  return replicas === 1 || kubernetes.prometheus.longTerm
    ? undefined
    : `nothing with ${replicas} Prometheuses, which Grafana asks through Thanos Query; or 1 replica, or kubernetes.prometheus.longTerm`;
}

interface Texts {
  readonly cert: string;
  readonly key: Secret;
  readonly ca: string;
}

/**
 * What makes every connection fail later on: unreadable texts, two that do not belong together, an authority that did not
 * sign, or a name missing.
 *
 * @param host name by which the others call the server; without it, the certificate is one that a client shows.
 */
function pairFaults(at: string, { cert, key, ca }: Texts, host?: string): Fault[] {
  // Where secrets cannot be decrypted there is nothing to compare with.
  if (key.reveal() === SECRET_PLACEHOLDER) return [];
  const read = <T>(name: string, parse: () => T): T | Fault => {
    try {
      return parse();
    } catch {
      return { key: `${at}.${name}`, found: 'PEM text that cannot be read', expected: 'whole PEM text' };
    }
  };
  const chain = read('cert', () => certificatesIn(cert));
  const own = read('key', () => createPrivateKey(key.reveal()));
  const authorities = read('ca', () => certificatesIn(ca));
  if (!Array.isArray(chain) || 'expected' in own || !Array.isArray(authorities)) {
    return [chain, own, authorities].filter((part): part is Fault => 'expected' in part);
  }
  const [leaf] = chain as [X509Certificate, ...X509Certificate[]];
  return [
    ...(leaf.checkPrivateKey(own)
      ? []
      : [{ key: `${at}.key`, found: 'the key of another certificate', expected: `the key of ${at}.cert` }]),
    ...(signedBy(chain, authorities)
      ? []
      : [
          {
            key: `${at}.ca`,
            found: 'an authority that did not sign the certificate',
            expected: `the one that signed ${at}.cert, or what follows it there`,
          },
        ]),
    ...(host === undefined ? clientFaults(at, leaf) : hostFaults(at, leaf, host)),
  ];
}

function hostFaults(at: string, leaf: X509Certificate, host: string): Fault[] {
  if (leaf.checkHost(host) !== undefined) return [];
  return [
    {
      key: `${at}.cert`,
      found: `a certificate for ${leaf.subjectAltName ?? 'no name'}`,
      expected: `one that names DNS:${host}, as Grafana calls it so`,
    },
  ];
}

function clientFaults(at: string, { keyUsage }: X509Certificate): Fault[] {
  // Node calls the extended usage so; a certificate that has none may be used for anything.
  const usages: readonly string[] | undefined = keyUsage;
  if (!usages || usages.length === 0 || usages.some((usage) => CLIENT_USAGES.includes(usage))) return [];
  return [
    {
      key: `${at}.cert`,
      found: 'a certificate that a client may not show',
      expected: 'one whose extended key usage has clientAuth',
    },
  ];
}

/** @throws where one of them cannot be read, or there is none. */
function certificatesIn(text: string): X509Certificate[] {
  const certificates = (text.match(CERTIFICATES) ?? []).map((pem) => new X509Certificate(pem));
  if (certificates.length === 0) throw new Error('no certificate');
  return certificates;
}

/** Whether each signs the one before it, and an authority the last or is it. */
function signedBy(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): boolean {
  const signs = (issuer: X509Certificate, subject: X509Certificate) =>
    subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  return chain.some(
    (subject, index) =>
      chain.slice(0, index).every((earlier, place) => signs(chain[place + 1]!, earlier)) &&
      authorities.some((authority) => authority.raw.equals(subject.raw) || signs(authority, subject)),
  );
}
