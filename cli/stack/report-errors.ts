import { RunError } from '@pulumi/pulumi';
import { CommandError } from '@pulumi/pulumi/automation/index.js';
import { SettingsError, StackFileError } from '../../configs/index.ts';
import { explainFailure } from './failures.ts';
import { UserError } from './user-error.ts';

/** Runs a script. Errors that the user can fix are printed without a stack trace, all others with it. */
export async function reportErrors(main: () => Promise<void>): Promise<void> {
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

const WRITABLE = 'Make it writable for this user, or use a checkout that is.';

const FILE_ADVICE: Readonly<Record<string, string>> = {
  EACCES: WRITABLE,
  EPERM: WRITABLE,
  EROFS: WRITABLE,
  ENOSPC: 'The disk is full: free some space and run the command again.',
};

/** The error for a file or folder that cannot be written, in any script. */
export function fileError(error: unknown): UserError | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  // On a read-only file system Node.js reports ENOENT for a recursive mkdir.
  const advice = syscall === 'mkdir' && code === 'ENOENT' ? WRITABLE : FILE_ADVICE[code];
  // A write to a full disk reports no path.
  if (advice === undefined || (path === undefined && code !== 'ENOSPC')) return undefined;
  return new UserError(
    `Cannot ${syscall === 'mkdir' ? 'create' : 'write'} ${path ?? 'a file'} (${code})`,
    advice,
  );
}
