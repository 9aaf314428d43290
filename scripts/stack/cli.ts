import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { UserError } from './user-error.ts';

/** The Pulumi CLI: the one on PATH, else one that the SDK installs into the person's `~/.pulumi`. */
export async function pulumiCommand(): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get();
  } catch {
    console.log('No usable Pulumi CLI on PATH; installing one into ~/.pulumi …');
  }
  try {
    return await PulumiCommand.install();
  } catch (error) {
    throw new UserError(
      `The Pulumi CLI cannot be had: ${firstLine(error)}`,
      `Install it by hand (https://www.pulumi.com/docs/install/) so that "pulumi version" works, and try again.${pathHint()}`,
    );
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? '';
}

function pathHint(): string {
  const installed = join(homedir(), '.pulumi', 'bin');
  return existsSync(join(installed, 'pulumi')) ? ` One lies in ${installed}, which is not on PATH.` : '';
}
