import { CommandError } from '@pulumi/pulumi/automation/index.js';
import { SettingsError } from '../../configs/index.ts';
import { explainFailure } from './failures.ts';
import { UserError } from './user-error.ts';

/** Runs a script; what a person can mend is printed as one error, anything else with its stack trace. */
export async function reportFaults(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const shown = error instanceof CommandError ? explainFailure([error.message]) : error;
    if (shown instanceof UserError) console.error(`\nError: ${shown.message}\n${shown.advice}`);
    else if (shown instanceof SettingsError) console.error(`\nError: ${shown.message}`);
    else console.error(shown);
    process.exitCode = 1;
  }
}
