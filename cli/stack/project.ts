import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, parseDocument, Scalar, visit } from 'yaml';
import {
  isClose,
  NAMESPACE,
  plainSecrets,
  type Settings,
  settingsFromStackFile,
  stackDocument,
} from '../../configs/index.ts';
import { UserError } from './user-error.ts';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Local state of this machine; never committed. */
const STATE = join(ROOT, '.state');

/** Passphrase of the local state, generated on the first run. */
export const PASSPHRASE_FILE = join(STATE, 'passphrase');

/** Valid stack names (pulumi `sdk/go/common/tokens/names.go`), which become part of a path here. */
const STACK_NAME = /^[\w.-]{1,100}$/;

/** File with the settings of a stack. */
export const stackFilePath = (stack: string): string => join(ROOT, `Pulumi.${stack}.yaml`);

/**
 * The settings of a stack, from its file only, without tools or network.
 *
 * @throws UserError if there is no such file, StackFileError or SettingsError if its content is invalid.
 */
export function settingsOf(stack: string): Settings {
  return settingsFromStackFile(requireStackFile(stack));
}

/** Warns of secrets that are in plain text in the stack file, with the command that encrypts them. */
export function warnOfPlainSecrets(stack: string, settings: Settings): void {
  const keys = plainSecrets(settings).map((key) => `${NAMESPACE}:${key}`);
  if (keys.length === 0) return;
  console.warn(`Pulumi.${stack}.yaml has secrets in plain text. Encrypt each, for example with`);
  console.warn(`  npm run pulumi -- config set --stack ${stack} --secret --path '${keys[0]}'`);
  for (const key of keys) console.warn(`  - ${key}`);
}

/** @throws UserError naming the stacks that exist. */
export function requireStackFile(stack: string): string {
  if (!STACK_NAME.test(stack)) {
    throw new UserError(
      `Invalid stack name "${stack}"`,
      'Use letters, digits, "-", "_" and ".". Example: --stack dev',
    );
  }
  const file = stackFilePath(stack);
  if (existsSync(file)) return file;
  const known = readdirSync(ROOT).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  const meant = known.find((name) => isClose(stack, name));
  throw new UserError(
    `No stack "${stack}": ${file} does not exist`,
    `${meant ? `Did you mean --stack ${meant}? ` : ''}Stacks: ${known.join(', ')}. To add one, create its file; docs/configuration.md lists the keys.`,
  );
}

/** The project as the Pulumi CLI uses it. */
export interface LocalProject {
  /** Folder with `Pulumi.yaml`. */
  readonly workDir: string;
  /** Environment variables for the CLI: location of the state and its passphrase. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Location of the state: the back end that the user is logged in to or that the environment names, otherwise files in `.state`
 * with a passphrase generated on the first run.
 *
 * With files in `.state` the CLI uses a copy of the project, because it writes the salt of the passphrase into the stack file. The
 * committed file stays unchanged, and works for other users with other passphrases.
 */
export function localProject(stack: string, environment: NodeJS.ProcessEnv): LocalProject {
  const stackFile = requireStackFile(stack);
  if (hasOwnBackend(environment)) return { workDir: ROOT, env: {} };
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  return {
    workDir: copiedProject(stack, stackFile),
    env: { PULUMI_BACKEND_URL: `file://${STATE}`, ...passphrase(environment) },
  };
}

/** Tests whether the user has chosen a back end, instead of {@link STATE}. */
export function hasOwnBackend(environment: NodeJS.ProcessEnv): boolean {
  if (environment['PULUMI_BACKEND_URL'] || environment['PULUMI_ACCESS_TOKEN']) return true;
  const home = environment['PULUMI_HOME'] ?? join(homedir(), '.pulumi');
  const credentials = join(home, 'credentials.json');
  if (!existsSync(credentials)) return false;
  try {
    return Boolean((JSON.parse(readFileSync(credentials, 'utf8')) as { current?: string }).current);
  } catch (error) {
    throw new UserError(
      `Cannot read ${credentials}: ${(error as Error).message}`,
      'Log in again (pulumi login), or delete the file to keep the state in this checkout.',
    );
  }
}

function passphrase(environment: NodeJS.ProcessEnv): Record<string, string> {
  if (environment['PULUMI_CONFIG_PASSPHRASE'] !== undefined || environment['PULUMI_CONFIG_PASSPHRASE_FILE'])
    return {};
  if (!existsSync(PASSPHRASE_FILE))
    writeFileSync(PASSPHRASE_FILE, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return { PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE_FILE };
}

function copiedProject(stack: string, stackFile: string): string {
  const workDir = join(STATE, 'project');
  mkdirSync(workDir, { recursive: true });
  const project = parseDocument(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8'));
  project.set('main', join(ROOT, project.get('main') as string));
  writeFileSync(join(workDir, 'Pulumi.yaml'), project.toString());

  copyStackFile(stackFile, join(workDir, `Pulumi.${stack}.yaml`));
  return workDir;
}

/**
 * Copies a stack file for the CLI, with the salt that the CLI added to an earlier copy.
 *
 * @throws StackFileError if it is not valid YAML.
 */
export function copyStackFile(stackFile: string, copy: string): void {
  const settings = stackDocument(readFileSync(stackFile, 'utf8'), basename(stackFile));
  // Not parsed, because the CLI may have written invalid YAML.
  const salt = existsSync(copy)
    ? /^encryptionsalt: (\S+)$/m.exec(readFileSync(copy, 'utf8'))?.[1]
    : undefined;
  if (!settings.has('encryptionsalt') && salt) settings.set('encryptionsalt', salt);
  blockScalars(settings);
  writeFileSync(copy, settings.toString());
}

/**
 * Writes text of several lines, for example certificates, as block scalars: the CLI indents the last line of a quoted one in a way that
 * YAML 1.2 does not allow (go-yaml 3.0.1).
 */
function blockScalars(document: Document.Parsed): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
}
