/** Placeholder for a secret that cannot be decrypted or must not be written. */
export const SECRET_PLACEHOLDER = 'REPLACE_ME';

/**
 * A configuration value that must never be printed. `configs/` passes it through unread; only a component (which wraps it in a
 * Pulumi secret) or code that writes a file with secrets calls `reveal`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** The secret with text around it, still a secret. */
  map(change: (value: string) => string): Secret {
    return new Secret(change(this.#value));
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
