import { defined } from './defined.ts';
/** An image reference in the parts that charts expect. */
export interface ImageParts {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, if the image is pinned by digest. */
  readonly digest?: string;
}

const DOCKER_HUB = 'docker.io';

/**
 * Splits `registry/repository:tag@digest`. The registry is the part before the first slash if it looks like a host
 * (distribution/reference `normalize.go`); otherwise it is Docker Hub.
 */
export function imageParts(reference: string): ImageParts {
  const [named = '', digest] = reference.split('@');
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const hosted = first === 'localhost' || first.includes('.') || first.includes(':');
  const rest = hosted ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(':');
  return {
    registry: hosted ? first : DOCKER_HUB,
    repository: colon === -1 ? rest : rest.slice(0, colon),
    tag: colon === -1 ? '' : rest.slice(colon + 1),
    ...defined({ digest }),
  };
}

/** Format of charts that expect the digest without its algorithm. */
export function imageWithSha(reference: string) {
  const { registry, repository, tag, digest } = imageParts(reference);
  return { registry, repository, tag, sha: digest?.replace(/^sha256:/, '') ?? '' };
}

/** A reference with its registry replaced by that of the mirror. */
export function mirrored(reference: string, registry: string | undefined): string {
  if (registry === undefined) return reference;
  const { repository, tag, digest } = imageParts(reference);
  return `${registry}/${repository}${tag === '' ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
