import { Secret } from './secret.ts';

/**
 * A text file that a server reads; a file with a secret is uploaded as a secret, and `render` writes it with restricted
 * permissions.
 */
export interface ConfigFile {
  /** Path relative to the mounted folder. */
  readonly path: string;
  readonly content: string | Secret;
}

/** Content of the file with secrets in plain text, for code that writes the file itself. */
export const fileText = ({ content }: ConfigFile): string => plainText(content);

/** The text, secret or not, for code that writes a file that may contain it. */
export const plainText = (value: string | Secret): string =>
  value instanceof Secret ? value.reveal() : value;
