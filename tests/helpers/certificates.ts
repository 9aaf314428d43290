import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, as PEM texts. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A CA; created in each test, so that no private key is in the repository. */
export class Authority {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #name: string;
  /** Its own certificate, in PEM format. */
  readonly cert: string;

  /** @param signer the issuer; self-signed if omitted. */
  constructor(name = 'test authority', signer?: Authority) {
    this.#name = name;
    const constraints = [extension('551d13', true, sequence(TRUE))];
    this.cert = (signer ?? this).#issue(name, this.#keys.publicKey, constraints);
  }

  /** An intermediate CA signed by this one. */
  authority(name: string): Authority {
    return new Authority(name, this);
  }

  /** A server certificate for these names. */
  server(...names: readonly string[]): Pair {
    const alternatives = sequence(...names.map((name) => der(0x82, Buffer.from(name))));
    return this.#pair(names[0]!, [extension('551d11', false, alternatives), usage('2b06010505070301')]);
  }

  /** A client certificate. */
  client(name: string): Pair {
    return this.#pair(name, [usage('2b06010505070302')]);
  }

  #pair(name: string, extensions: readonly Buffer[]): Pair {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      cert: this.#issue(name, publicKey, extensions),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** RFC 5280, section 4.1: valid from yesterday for ten years. */
  #issue(subject: string, key: KeyObject, extensions: readonly Buffer[]): string {
    const day = 86_400_000;
    const body = sequence(
      der(0xa0, integer(Buffer.from([2]))), // version 3
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ECDSA_WITH_SHA256,
      nameOf(this.#name),
      sequence(utcTime(Date.now() - day), utcTime(Date.now() + 3_650 * day)),
      nameOf(subject),
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#keys.privateKey);
    const whole = sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
    const lines = whole.toString('base64').match(/.{1,64}/g)!;
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

/** Tag, length and content (ITU-T X.690, section 8.1). */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const size = bytes.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const integer = (bytes: Uint8Array) => der(0x02, bytes);
const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const TRUE = der(0x01, Buffer.from([0xff]));
const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));

const utcTime = (time: number) =>
  der(0x17, Buffer.from(`${new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const nameOf = (name: string) =>
  sequence(der(0x31, sequence(identifier('550403'), der(0x0c, Buffer.from(name)))));

const extension = (id: string, critical: boolean, value: Uint8Array) =>
  sequence(identifier(id), ...(critical ? [TRUE] : []), der(0x04, value));

/** Extended key usage. */
const usage = (id: string) => extension('551d25', false, sequence(identifier(id)));
