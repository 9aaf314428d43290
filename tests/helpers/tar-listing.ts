import { execFileSync } from 'node:child_process';
import { docker, lines } from './docker.ts';

/** Every file and folder of a tar stream with type, mode, owner, modification time and hash. */
function tarListing(tar: Buffer): string[] {
  const hashed = `printf '%s %s %s:%s %s %s\\n' "$TAR_FILENAME" "$TAR_MODE" "$TAR_UID" "$TAR_GID" "$TAR_MTIME" "$(sha256sum)"`;
  const files = execFileSync('tar', ['--extract', `--to-command=${hashed}`, '--file=-'], {
    input: tar,
    maxBuffer: 1e8,
  });
  const all = execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--full-time', '--file=-'], {
    input: tar,
  });
  // Of the volume's root only type, mode and owner; its modification time changes when the content is moved.
  return [files, all]
    .flatMap((text) => lines(text.toString()))
    .map((line) => (line.endsWith(' ./') ? line.split(' ').slice(0, 2).join(' ') : line))
    .sort();
}

/** {@link tarListing} of a gzip file. */
export const archiveListing = (file: string): string[] =>
  tarListing(execFileSync('gzip', ['--decompress', '--stdout', file], { maxBuffer: 1e9 }));

/** {@link tarListing} of a volume, through a container that never starts. */
export function volumeListing(volume: string, image: string): string[] {
  const carrier = docker('create', '--volume', `${volume}:/volume:ro`, image, 'never-starts');
  try {
    return tarListing(execFileSync('docker', ['cp', `${carrier}:/volume/.`, '-'], { maxBuffer: 1e9 }));
  } finally {
    docker('rm', '--volumes', carrier);
  }
}
