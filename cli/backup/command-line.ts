import { resolve } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UserError } from '../stack/user-error.ts';

export interface BackupLine {
  readonly stack: string;
  readonly folder: string;
}

export interface RestoreLine extends BackupLine {
  /** Whether servers that run may be stopped, and their data replaced. */
  readonly force: boolean;
}

/** @throws UserError where a word is not known or the folder is missing. */
export function parseBackupLine(args: readonly string[]): BackupLine {
  const usage = 'Usage: npm run backup -- [--stack NAME] --out DIR';
  const { stack, out } = words(args, { out: { type: 'string' } }, usage);
  return { stack: String(stack), folder: folderOf('out', out, usage) };
}

/** @throws UserError as {@link parseBackupLine} does. */
export function parseRestoreLine(args: readonly string[]): RestoreLine {
  const usage = 'Usage: npm run restore -- [--stack NAME] --from DIR [--force]';
  const own = { from: { type: 'string' }, force: { type: 'boolean', default: false } } as const;
  const { stack, from, force } = words(args, own, usage);
  return { stack: String(stack), folder: folderOf('from', from, usage), force: force === true };
}

function words(args: readonly string[], options: ParseArgsOptionsConfig, usage: string) {
  try {
    const all = { ...options, stack: { type: 'string', default: 'dev' } } as const;
    return parseArgs({ args: [...args], options: all }).values as Record<string, unknown>;
  } catch (error) {
    throw new UserError((error as Error).message, usage);
  }
}

/** Seen from where npm was called, which sets its own folder for the script. */
function folderOf(option: string, value: unknown, usage: string): string {
  if (typeof value !== 'string' || value === '') throw new UserError(`--${option} DIR is missing`, usage);
  return resolve(process.env['INIT_CWD'] ?? '.', value);
}
