import { containersOf, DOCKER_IMAGE } from '../containers.ts';
import type { Rule } from '../rule.ts';
import { bare, leaves } from '../values.ts';

/** A mutable tag cannot be rolled back to. */
export const pinnedImages: Rule = {
  name: 'images-pinned',
  description: 'Every image has a version tag or a digest, never latest.',
  level: 'mandatory',
  check: (candidate) => {
    const named = [
      ...containersOf(candidate).map(({ where, image }) => ({ where, image })),
      ...(candidate.type === DOCKER_IMAGE ? [{ where: 'name', image: bare(candidate.props['name']) }] : []),
    ];
    const tags = [...leaves(candidate.props['values'])].filter(
      ({ key, value }) => key === 'tag' && value === 'latest',
    );
    return [
      ...named.flatMap(({ where, image }) =>
        typeof image === 'string' && moves(image)
          ? [`${where}: the image ${image} has no fixed version`]
          : [],
      ),
      ...tags.map(({ path }) => `values.${path}: the tag is latest`),
    ];
  },
};

/** True if the name has neither a digest nor a tag other than `latest`; an image id is a digest. */
function moves(image: string): boolean {
  if (/^sha256:|@sha256:/.test(image)) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}
