import { resolve } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UserError } from '../stack/user-error.ts';

export interface BackupLine {
  readonly stack: string;
  readonly folder: string;
}

export interface RestoreLine extends BackupLine {
  /** Stop running servers and replace their data. */
  readonly force: boolean;
}

/** @throws UserError if an option is unknown or the folder is missing. */
export function parseBackupLine(args: readonly string[]): BackupLine {
  const usage = 'Usage: npm run backup -- [--stack NAME] --out DIR';
  const { stack, out } = words(args, { out: { type: 'string' } }, usage);
  return { stack: String(stack), folder: folderOf('out', out, usage) };
}

/** @throws UserError like {@link parseBackupLine}. */
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

/** Relative to the folder where npm was called, because npm changes the folder of the script. */
function folderOf(option: string, value: unknown, usage: string): string {
  if (typeof value !== 'string' || value === '') throw new UserError(`--${option} DIR is missing`, usage);
  return resolve(process.env['INIT_CWD'] ?? '.', value);
}
