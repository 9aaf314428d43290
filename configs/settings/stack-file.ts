import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { NAMESPACE } from './faults.ts';
import { parseSettings } from './parse.ts';
import type { Settings } from './schema.ts';
import { SECRET_PLACEHOLDER } from '../text/secret.ts';

/**
 * Reads `Pulumi.<stack>.yaml` with no engine and no passphrase: encrypted values become {@link SECRET_PLACEHOLDER}.
 *
 * @throws SettingsError as {@link parseSettings} does.
 */
export function settingsFromStackFile(file: string): Settings {
  return parseSettings(rawFromStackFile(readFileSync(file, 'utf8')));
}

/** The entries under our namespace in the text of a stack file, without the namespace. */
export function rawFromStackFile(text: string): Record<string, unknown> {
  const config = ((parse(text) as { config?: Record<string, unknown> } | null)?.config ?? {}) as Record<
    string,
    unknown
  >;
  const prefix = `${NAMESPACE}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), scalar(withoutSecrets(value))]),
  );
}

/** The same entries as the engine hands them to the program: keyed with the namespace, anything but text as JSON. */
export function handedOver(text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rawFromStackFile(text)).map(([key, value]) => [
      `${NAMESPACE}:${key}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Pulumi writes every number, boolean and text as text once it has saved the file; the engine hands them over so too. */
function scalar(value: unknown): unknown {
  return typeof value === 'string' ? decodedText(value) : value;
}

/** A value that was handed over as text: JSON where it is JSON, else the text itself. */
export function decodedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Pulumi writes an encrypted value as `{secure: "..."}`, at any depth. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === 'secure') return SECRET_PLACEHOLDER;
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSecrets(inner)]));
}
