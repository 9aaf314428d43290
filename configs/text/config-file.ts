import { Secret } from './secret.ts';

/** A text file that a server reads; one that contains a secret is uploaded, and `render` writes it with care. */
export interface ConfigFile {
  /** Path below the folder that is mounted. */
  readonly path: string;
  readonly content: string | Secret;
}

/** Content of the file, a secret in clear: for code that writes the file itself. */
export const fileText = ({ content }: ConfigFile): string => plainText(content);

/** The text itself, whether it is a secret or not: for code that writes a file meant to hold it. */
export const plainText = (value: string | Secret): string =>
  value instanceof Secret ? value.reveal() : value;
