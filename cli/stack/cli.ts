import { homedir } from 'node:os';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { version } from '@pulumi/pulumi/version.js';
import { UserError } from './user-error.ts';

const DOWNLOADS = 'https://get.pulumi.com';
const PROBE_TIMEOUT = 5000; // milliseconds

/** Folder in which the SDK installs the CLI (pulumi `sdk/nodejs/automation/cmd.ts`, withDefaults). */
const INSTALLED = join(homedir(), '.pulumi', 'versions', version);

/** The Pulumi CLI on PATH, or the one that an earlier run installed; `undefined` if neither is new enough. */
export async function findPulumi(): Promise<PulumiCommand | undefined> {
  for (const options of [undefined, { root: INSTALLED }]) {
    try {
      return await PulumiCommand.get(options);
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Installs the Pulumi CLI into the user's home folder, with its own installer.
 *
 * @throws UserError if it cannot be installed.
 */
export async function installPulumi(): Promise<PulumiCommand> {
  await requireDownloads();
  console.log(`No usable Pulumi CLI on PATH; installing ${version} into ${INSTALLED} …`);
  try {
    return await PulumiCommand.install();
  } catch (error) {
    throw missing(`it could not be installed: ${firstLine(error)}`);
  }
}

/**
 * Tests the connection with a short timeout, because the installer would wait for minutes.
 *
 * @throws UserError if the download server is unreachable.
 */
export async function requireDownloads(url = DOWNLOADS): Promise<void> {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT) });
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    throw missing(`its download server ${new URL(url).host} is unreachable: ${firstLine(cause)}`);
  }
}

/** The Pulumi CLI, installed if there is none. */
export const pulumiCommand = async (): Promise<PulumiCommand> => (await findPulumi()) ?? installPulumi();

function missing(reason: string): UserError {
  return new UserError(
    `No Pulumi CLI on PATH, and ${reason}`,
    'Install the Pulumi CLI so that `pulumi version` works: https://www.pulumi.com/docs/install/',
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? '';
}
