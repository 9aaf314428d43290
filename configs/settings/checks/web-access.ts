import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { CrossCheck } from './check.ts';
import type { ValidationError } from '../validation-error.ts';
import { sizeOf } from '../kubernetes-sizes.ts';
import type { Settings } from '../schema.ts';
import { SECRET_PLACEHOLDER, type Secret } from '../../text/secret.ts';

/** Extended key usages of client certificates: `clientAuth`, and any usage (RFC 5280, section 4.2.1.12). */
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
    check: ({ prometheus: { tls } }) => (tls ? pairErrors('prometheus.tls', tls, 'prometheus') : []),
  },
  {
    needs: ['loki'],
    check: ({ loki: { tls } }) => [
      ...(tls ? pairErrors('loki.tls', tls, 'loki') : []),
      ...(tls?.client ? pairErrors('loki.tls.client', tls.client) : []),
    ],
  },
];

/** Credentials of external servers have their own keys, and Kubernetes does not support every option. */
function notHere(settings: Settings, server: 'prometheus' | 'loki', key: 'auth' | 'tls'): ValidationError[] {
  const part: Readonly<Record<string, unknown>> = settings[server];
  if (part[key] === undefined) return [];
  const error = { key: `${server}.${key}`, found: 'a value' };
  if (part['existing']) {
    const name = server === 'loki' ? 'Loki' : 'Prometheus';
    return [{ ...error, expected: `nothing, because ${name} is external; use ${server}.existing.${key}` }];
  }
  if (settings.backend === 'docker') return [];
  const expected = onKubernetes(settings, `${server}.${key}`);
  return expected === undefined ? [] : [{ ...error, expected }];
}

/** The error text for a key that is not supported on Kubernetes; undefined if it is supported. */
function onKubernetes({ kubernetes }: Settings, key: string): string | undefined {
  if (key === 'prometheus.auth') {
    return 'nothing on Kubernetes, whose operator does not support users for Prometheus; network policies restrict access';
  }
  if (key === 'loki.tls') return 'nothing on Kubernetes, where network policies restrict access';
  const { replicas } = sizeOf(kubernetes, 'prometheus');
  return replicas === 1 || kubernetes.prometheus.longTerm
    ? undefined
    : `nothing with ${replicas} replicas of Prometheus, which Grafana queries through Thanos Query; or 1 replica, or kubernetes.prometheus.longTerm`;
}

interface Texts {
  readonly cert: string;
  readonly key: Secret;
  readonly ca: string;
}

/**
 * Errors that would make every connection fail: unreadable PEM, a key of another certificate, an authority that did not sign
 * the certificate, or a missing name.
 *
 * @param host name that clients use for the server; undefined for a client certificate.
 */
function pairErrors(at: string, { cert, key, ca }: Texts, host?: string): ValidationError[] {
  // An encrypted key cannot be compared.
  if (key.reveal() === SECRET_PLACEHOLDER) return [];
  const read = <T>(name: string, parse: () => T): T | ValidationError => {
    try {
      return parse();
    } catch {
      return { key: `${at}.${name}`, found: 'unreadable PEM text', expected: 'complete PEM text' };
    }
  };
  const chain = read('cert', () => certificatesIn(cert));
  const own = read('key', () => createPrivateKey(key.reveal()));
  const authorities = read('ca', () => certificatesIn(ca));
  if (!Array.isArray(chain) || 'expected' in own || !Array.isArray(authorities)) {
    return [chain, own, authorities].filter((part): part is ValidationError => 'expected' in part);
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
            expected: `the authority that signed ${at}.cert or its intermediates`,
          },
        ]),
    ...(host === undefined ? clientErrors(at, leaf) : hostErrors(at, leaf, host)),
  ];
}

function hostErrors(at: string, leaf: X509Certificate, host: string): ValidationError[] {
  if (leaf.checkHost(host) !== undefined) return [];
  return [
    {
      key: `${at}.cert`,
      found: `a certificate for ${leaf.subjectAltName ?? 'no name'}`,
      expected: `a certificate for DNS:${host}, the name that Grafana uses`,
    },
  ];
}

function clientErrors(at: string, { keyUsage }: X509Certificate): ValidationError[] {
  // Node's name for the extended key usage; a certificate without one may be used for anything.
  const usages: readonly string[] | undefined = keyUsage;
  if (!usages || usages.length === 0 || usages.some((usage) => CLIENT_USAGES.includes(usage))) return [];
  return [
    {
      key: `${at}.cert`,
      found: 'a certificate that is not for clients',
      expected: 'a certificate with the extended key usage clientAuth',
    },
  ];
}

/** @throws if one of them is unreadable, or there is none. */
function certificatesIn(text: string): X509Certificate[] {
  const certificates = (text.match(CERTIFICATES) ?? []).map((pem) => new X509Certificate(pem));
  if (certificates.length === 0) throw new Error('no certificate');
  return certificates;
}

/** Checks that each certificate signs the one before it, and that the last is, or is signed by, an authority. */
function signedBy(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): boolean {
  const signs = (issuer: X509Certificate, subject: X509Certificate) =>
    subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  return chain.some(
    (subject, index) =>
      chain.slice(0, index).every((earlier, place) => signs(chain[place + 1]!, earlier)) &&
      authorities.some((authority) => authority.raw.equals(subject.raw) || signs(authority, subject)),
  );
}
