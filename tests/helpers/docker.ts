import { execFileSync } from 'node:child_process';

/** The docker CLI; what it prints. Throws where it fails. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Why the Docker stack cannot be put up here; undefined where it can. */
export function missingForDocker(images: readonly string[]): string | undefined {
  try {
    docker('version', '--format', '{{.Server.Version}}');
  } catch {
    return 'no Docker engine';
  }
  const missing = images.filter((image) => lines(docker('image', 'ls', '--quiet', image)).length === 0);
  return missing.length === 0 ? undefined : `images ${missing.join(', ')}`;
}
