import { randomBytes } from 'node:crypto';
import { Authority } from './certificates.ts';

/** Secrets that are in a configuration and must be nowhere in plain. */
export class Planted {
  /** Each secret, by what it is for. */
  readonly texts = new Map<string, string>();
  readonly #needles = new Map<string, readonly string[]>();
  readonly #authority = new Authority('planted');

  /** A secret of letters and digits. */
  text(name: string): string {
    return this.#plant(name, `planted${randomBytes(12).toString('hex')}`);
  }

  /** A secret inside a URL. */
  url(name: string): string {
    return `https://hooks.example.com/${this.text(name)}`;
  }

  /** A certificate, its private key, which is the secret, and who signed it. */
  server(name: string, host: string): { cert: string; key: string; ca: string } {
    const { cert, key } = this.#authority.server(host, 'localhost');
    return { cert, key: this.#plant(name, key), ca: this.#authority.cert };
  }

  client(name: string): { cert: string; key: string; ca: string } {
    const { cert, key } = this.#authority.client('stack');
    return { cert, key: this.#plant(name, key), ca: this.#authority.cert };
  }

  /** Names of the secrets that can be read in a text, as they are, as base64 or as part of a URL. */
  in(text: string): string[] {
    return [...this.texts.keys()].filter((name) =>
      this.#needles.get(name)!.some((needle) => text.includes(needle)),
    );
  }

  /** What was planted under the name before is looked for as well. */
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

/** What gives a secret away. Of a text of several lines each long one does, so that escaped line ends do not matter. */
function needles(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return [secret, ...lines].flatMap((text) => [text, encodeURIComponent(text), ...base64Of(text)]);
}

/** The base64 of a text wherever it begins within the three bytes of a group; what depends on its neighbours is cut off. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from('x'.repeat(offset) + text)
      .toString('base64')
      .replace(/=*$/, '')
      .slice(offset === 0 ? 0 : 4, -2),
  );
}
