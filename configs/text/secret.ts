/** What stands in for a secret where it cannot be decrypted, and where it must not be written. */
export const SECRET_PLACEHOLDER = 'REPLACE_ME';

/**
 * A configuration value that must never be printed. `configs/` passes it on unseen; only a component (which wraps it
 * in a Pulumi secret) or a file that is meant to hold it calls `reveal`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** The same with something around it, still a secret. */
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
