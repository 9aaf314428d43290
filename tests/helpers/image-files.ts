import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import { docker, lines } from './docker.ts';

/** The files of an image on this engine. Nothing in it is run. */
export class ImageFiles {
  /** Absolute paths, each with its target if it is a symbolic link. */
  readonly #files: ReadonlyMap<string, string | undefined>;
  readonly #path: readonly string[];

  constructor(image: string) {
    const container = docker('create', image, 'never-starts');
    try {
      const archive = execFileSync('docker', ['export', container], { maxBuffer: 1e10 });
      const listing = execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--file=-'], {
        input: archive,
        maxBuffer: 1e9,
      });
      this.#files = new Map(lines(listing.toString()).map(entry));
    } finally {
      docker('rm', '--volumes', container);
    }
    const env = lines(
      docker('image', 'inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', image),
    );
    const path = env.find((variable) => variable.startsWith('PATH=')) ?? DEFAULT_PATH;
    this.#path = path.slice('PATH='.length).split(':');
  }

  /** True if a program is found: an absolute path, or a name in one of the folders of PATH. */
  has(program: string): boolean {
    const paths = program.startsWith('/') ? [program] : this.#path.map((folder) => `${folder}/${program}`);
    return paths.some((path) => this.#files.has(this.#resolved(path)));
  }

  /** Resolves folders that are symbolic links, such as `/bin` on most distributions. */
  #resolved(path: string): string {
    let here = '/';
    for (const part of path.split('/').filter((part) => part !== '')) {
      here = posix.join(here, part);
      const target = this.#files.get(here);
      if (target !== undefined && here !== path) here = posix.resolve(posix.dirname(here), target);
    }
    return here;
  }
}

/** Default of runc for an image without one. */
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `lrwxrwxrwx 0/0 0 2026-01-01 00:00 bin -> usr/bin` yields `/bin` and its target. */
function entry(line: string): [string, string | undefined] {
  const [, name = '', target] = /^\S+ +\S+ +\S+ +\S+ \S+ (.+?)\/?(?: -> (.+)| link to .+)?$/.exec(line) ?? [];
  return [`/${name.replace(/^\.?\//, '')}`, target];
}
