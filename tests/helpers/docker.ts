import { execFileSync } from 'node:child_process';

/** Runs the docker CLI and returns its output. Throws on failure. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Reason why the Docker stack cannot be deployed here, or undefined. */
export function missingForDocker(images: readonly string[]): string | undefined {
  try {
    docker('version', '--format', '{{.Server.Version}}');
  } catch {
    return 'no Docker engine';
  }
  const missing = images.filter((image) => lines(docker('image', 'ls', '--quiet', image)).length === 0);
  return missing.length === 0 ? undefined : `images ${missing.join(', ')}`;
}
