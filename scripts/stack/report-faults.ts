import { RunError } from '@pulumi/pulumi';
import { CommandError } from '@pulumi/pulumi/automation/index.js';
import { SettingsError, StackFileError } from '../../configs/index.ts';
import { explainFailure } from './failures.ts';
import { UserError } from './user-error.ts';

/** Runs a script; what a person can fix is printed as one error, anything else with its stack trace. */
export async function reportFaults(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const shown =
      error instanceof CommandError ? explainFailure([error.message]) : (fileError(error) ?? error);
    if (shown instanceof UserError) console.error(`\nError: ${shown.message}\n${shown.advice}`);
    else if (shown instanceof SettingsError || shown instanceof StackFileError || RunError.isInstance(shown))
      console.error(`\nError: ${shown.message}`);
    else console.error(shown);
    process.exitCode = 1;
  }
}

const FILE_ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'Make it writable for this user, or use a checkout that is.',
  EPERM: 'Make it writable for this user, or use a checkout that is.',
  EROFS: 'The file system is read-only: use a checkout on another one.',
  ENOSPC: 'The disk is full: free some space and run the command again.',
};

/** A file that cannot be written, of whatever script. */
export function fileError(error: unknown): UserError | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const advice = FILE_ADVICE[code];
  if (advice === undefined || path === undefined) return undefined;
  return new UserError(`Cannot ${syscall === 'mkdir' ? 'create' : 'write'} ${path} (${code})`, advice);
}
