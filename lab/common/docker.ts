import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the docker CLI and returns its output. Throws with its error message if it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** True if the engine responds and has all of these images; nothing is pulled. */
export async function dockerHas(images: readonly string[]): Promise<boolean> {
  try {
    await docker('image', 'inspect', '--format', '{{.Id}}', ...images);
    return true;
  } catch {
    return false;
  }
}
