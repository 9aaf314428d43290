import { randomBytes } from 'node:crypto';
import { Authority } from './certificates.ts';

/** Secrets that a configuration contains and that must not appear in plain text anywhere. */
export class Planted {
  /** Each secret, by its purpose. */
  readonly texts = new Map<string, string>();
  readonly #needles = new Map<string, readonly string[]>();
  readonly #authority = new Authority('planted');

  /** An alphanumeric secret. */
  text(name: string): string {
    return this.#plant(name, `planted${randomBytes(12).toString('hex')}`);
  }

  /** A secret inside a URL. */
  url(name: string): string {
    return `https://hooks.example.com/${this.text(name)}`;
  }

  /** A certificate, its private key (the secret), and its CA. */
  server(name: string, host: string): { cert: string; key: string; ca: string } {
    const { cert, key } = this.#authority.server(host, 'localhost');
    return { cert, key: this.#plant(name, key), ca: this.#authority.cert };
  }

  client(name: string): { cert: string; key: string; ca: string } {
    const { cert, key } = this.#authority.client('stack');
    return { cert, key: this.#plant(name, key), ca: this.#authority.cert };
  }

  /** Names of the secrets found in a text, in plain, as base64 or URL-encoded. */
  in(text: string): string[] {
    return [...this.texts.keys()].filter((name) =>
      this.#needles.get(name)!.some((needle) => text.includes(needle)),
    );
  }

  /** A secret previously planted under the same name is searched for as well. */
  #plant(name: string, text: string): string {
    const before = this.texts.get(name);
    if (before !== undefined) this.#keep(`${name} (before)`, before);
    this.#keep(name, text);
    return text;
  }

  #keep(name: string, text: string): void {
    this.texts.set(name, text);
    this.#needles.set(name, needles(text));
  }
}

/** Search patterns of a secret. For a multi-line text each long line is one, so that escaped line breaks do not matter. */
function needles(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return [secret, ...lines].flatMap((text) => [text, encodeURIComponent(text), ...base64Of(text)]);
}

/** The base64 encodings for all three alignments, without the characters that depend on neighboring bytes. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from('x'.repeat(offset) + text)
      .toString('base64')
      .replace(/=*$/, '')
      .slice(offset === 0 ? 0 : 4, -2),
  );
}
