import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { encryptionOf } from '../../configs/index.ts';
import { hasOwnBackend, PASSPHRASE_FILE } from './project.ts';
import { UserError } from './user-error.ts';

/** Text that Pulumi encrypts beside the salt to verify the passphrase, and its parameters (pulumi `pkg/secrets/passphrase/manager.go`). */
const KNOWN_TEXT = 'pulumi';
const KEY = { iterations: 1_000_000, bytes: 32, hash: 'sha256' } as const;
const TAG_BYTES = 16;

/**
 * Checks without the CLI that the secrets in a stack file can be decrypted. A file without a salt is not checked: it has no
 * secrets, or Pulumi Cloud or a key management service decrypts them.
 *
 * @throws UserError if the passphrase is missing or wrong.
 */
export function checkPassphrase(path: string, environment: NodeJS.ProcessEnv): void {
  const { encrypted, salt } = encryptionOf(readFileSync(path, 'utf8'));
  const file = basename(path);
  if (salt === undefined) {
    if (!encrypted || hasOwnBackend(environment)) return;
    throw new UserError(
      `${file} has secrets that were encrypted by another Pulumi back end`,
      'Log in to it (pulumi login), or set the secrets again: npm run pulumi -- config set --secret --path KEY',
    );
  }
  const passphrase = passphraseIn(environment);
  if (passphrase !== undefined && opens(salt, passphrase)) return;
  throw new UserError(
    passphrase === undefined
      ? `${file} is encrypted with a passphrase, but none is set`
      : `Wrong passphrase: it does not decrypt the secrets in ${file}`,
    'Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase that encrypted them. A passphrase that another checkout generated is in its .state/passphrase.',
  );
}

/** The passphrase that the CLI will use; `undefined` if there is none. */
function passphraseIn(environment: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: named } = environment;
  if (text !== undefined) return text;
  const file = named || (hasOwnBackend(environment) ? undefined : PASSPHRASE_FILE);
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Verifies a passphrase against a salt: `v1:<salt>:v1:<nonce>:<ciphertext and tag>` in base64. */
function opens(text: string, passphrase: string): boolean {
  const [, salt = '', , nonce = '', sealed = ''] = text.split(':');
  const [ciphertext, iv] = [Buffer.from(sealed, 'base64'), Buffer.from(nonce, 'base64')];
  const key = pbkdf2Sync(passphrase, Buffer.from(salt, 'base64'), KEY.iterations, KEY.bytes, KEY.hash);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    const opened = Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]);
    return opened.toString('utf8') === KNOWN_TEXT;
  } catch {
    return false;
  }
}
