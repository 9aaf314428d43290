import { Secret, SECRET_PLACEHOLDER } from '../text/secret.ts';
import { pathText } from './validation-error.ts';
import { WEAK_PASSWORDS } from './weak-passwords.ts';

/** Keys whose secrets are in plain text in the stack file, below the namespace; those of settings that were read without decryption. */
export function plainSecrets(settings: unknown, path: readonly PropertyKey[] = []): string[] {
  if (settings instanceof Secret) {
    const text = settings.reveal();
    return text === SECRET_PLACEHOLDER || WEAK_PASSWORDS.includes(text) ? [] : [pathText(path)];
  }
  if (Array.isArray(settings))
    return settings.flatMap((value, index) => plainSecrets(value, [...path, index]));
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) => plainSecrets(value, [...path, key]));
}
