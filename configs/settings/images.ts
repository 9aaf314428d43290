import * as z from 'zod';
import { IMAGES, type ImageName } from '../versions.ts';
import { field, KEYS_BELOW } from './fields.ts';

/** Registry, repository, tag and digest in the grammar of references (distribution/reference `regexp.go`). */
const HOST = '(?:[a-zA-Z0-9.-]+(?::\\d+)?/)?';
const PART = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';
const TAG = '\\w[\\w.-]{0,127}';
const DIGEST = '@sha256:[0-9a-f]{64}';

/** A tag other than `latest`, or a digest, so that every deployment uses the same image. */
const PINNED = new RegExp(`^${HOST}${PART}(?:/${PART})*(?::(?!latest$)${TAG})?(?:(?<=:${TAG})|${DIGEST})$`);

const image = (name: ImageName) =>
  field(z.string().regex(PINNED), {
    description: `Image of ${name}.`,
    expected: 'an image with a tag other than "latest", or with a digest',
    example: `registry.example.com/${IMAGES[name]}`,
  }).default(IMAGES[name]);

export const imagesSchema = field(
  z
    .strictObject(
      Object.fromEntries((Object.keys(IMAGES) as ImageName[]).map((name) => [name, image(name)])) as {
        [K in ImageName]: ReturnType<typeof image>;
      },
    )
    .prefault({}),
  {
    description: 'Images to use instead of the pinned ones, for example from a mirror or with a digest.',
    expected: KEYS_BELOW,
    example: { grafana: `registry.example.com/${IMAGES.grafana}` },
  },
);
