import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { isClose } from './suggestion.ts';
import { type ValidationError, NAMESPACE, printed, unknownKey } from './validation-error.ts';
import type { Origin } from './parse.ts';
import { SECRET_PLACEHOLDER } from '../text/secret.ts';

export { SECRET_PLACEHOLDER } from '../text/secret.ts';

/** The text is not a stack file. */
export class StackFileError extends Error {}

/** Top-level keys of a stack file (pulumi `sdk/go/common/workspace/project.go`, ProjectStack). */
export const TOP_LEVEL = [
  'config',
  'encryptionsalt',
  'encryptedkey',
  'secretsprovider',
  'environment',
] as const;

interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
  readonly encryptionsalt?: unknown;
  readonly secretsprovider?: unknown;
}

/**
 * Reads `Pulumi.<stack>.yaml` with no engine and no passphrase: encrypted values become {@link SECRET_PLACEHOLDER}.
 *
 * @returns the entries in the namespace, and their source.
 * @throws StackFileError if the file is not a stack file.
 */
export function readStackFile(path: string): { raw: Record<string, unknown>; origin: Origin } {
  const source = basename(path);
  const text = readFileSync(path, 'utf8');
  return { raw: rawFromStackFile(text, source), origin: { source, errors: ignoredKeys(stackFile(text)) } };
}

/**
 * The entries in the namespace from the text of a stack file, without the namespace.
 *
 * @throws StackFileError if the text is not a stack file.
 */
export function rawFromStackFile(text: string, source?: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stackFile(text, source).config).flatMap(([key, value]) => {
      const own = ownKey(key);
      return own === undefined ? [] : [[own, scalar(withoutSecrets(value))]];
    }),
  );
}

/** Tests a stack file for encrypted values, and returns the salt of its passphrase. */
export function encryptionOf(text: string): { readonly encrypted: boolean; readonly salt?: string } {
  const { config, encryptionsalt: salt, secretsprovider = 'passphrase' } = stackFile(text);
  return {
    encrypted: JSON.stringify(withoutSecrets(config)) !== JSON.stringify(config),
    ...(typeof salt === 'string' && secretsprovider === 'passphrase' ? { salt } : {}),
  };
}

/** @throws StackFileError if the text is not valid YAML. */
export function stackDocument(text: string, source = 'The stack file'): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new StackFileError(`${source} is not valid YAML: ${error.message.trimEnd()}`);
  return document;
}

function stackFile(text: string, source = 'The stack file'): StackFile {
  const document = stackDocument(text, source);
  const file = (document.toJS() ?? {}) as Record<string, unknown>;
  const { config, ...rest } = file;
  if (!isMap(file) || !isMap(config ?? {})) {
    throw new StackFileError(
      `${source}: expected a map "config:" of settings, found ${printed(config ?? file)}`,
    );
  }
  return { ...rest, config: (config ?? {}) as StackFile['config'] };
}

/** Keys that Pulumi ignores and that were probably meant for this program. */
function ignoredKeys({ config, ...rest }: StackFile): ValidationError[] {
  const topLevel = Object.keys(rest).filter((key) => !(TOP_LEVEL as readonly string[]).includes(key));
  const near = Object.keys(config).filter((key) => {
    const [namespace = '', name] = key.split(':');
    return name !== undefined && namespace !== NAMESPACE && isClose(namespace, NAMESPACE);
  });
  return [
    ...topLevel.map((key) => ({
      ...unknownKey(key, key, TOP_LEVEL),
      ...(key.startsWith(NAMESPACE) ? { expected: 'move it below "config:"' } : {}),
      outside: true as const,
    })),
    ...near.map((key) => ({
      ...unknownKey(key, key, [key.replace(/^[^:]*/, NAMESPACE)]),
      outside: true as const,
    })),
  ];
}

/** The key without the namespace, which Pulumi adds to a key without one; `undefined` for a key of another namespace. */
function ownKey(key: string): string | undefined {
  if (!key.includes(':')) return key;
  return key.startsWith(`${NAMESPACE}:`) ? key.slice(NAMESPACE.length + 1) : undefined;
}

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries as the engine passes them to the program: keyed with the namespace, everything but text as JSON. */
export function handedOver(text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rawFromStackFile(text)).map(([key, value]) => [
      `${NAMESPACE}:${key}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Pulumi saves numbers and booleans as text, and the engine passes them as text too. */
function scalar(value: unknown): unknown {
  return typeof value === 'string' ? decodedText(value) : value;
}

/** A value that was passed as text: parsed if it is JSON, otherwise the text itself. */
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
