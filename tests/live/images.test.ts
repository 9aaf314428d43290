import { describe, expect, it } from 'vitest';
import { IMAGE_CONTENTS, type ImageContents } from '../../configs/image-contents.ts';
import { IMAGES, THANOS_IMAGE } from '../../configs/versions.ts';
import { docker, missingForDocker } from '../helpers/docker.ts';
import { ImageFiles } from '../helpers/image-files.ts';

const TABLE = Object.entries({ ...IMAGES, thanos: THANOS_IMAGE }).map(
  ([name, reference]): [string, string, ImageContents] => [
    name,
    reference,
    IMAGE_CONTENTS[name as keyof typeof IMAGE_CONTENTS],
  ],
);

/** Programs commonly used in health checks. An image without a shell has none of them. */
const USUAL = ['sh', 'ash', 'dash', 'bash', 'busybox', 'wget', 'curl'];

describe.each(TABLE)('the image of %s', (name, reference, { user, entrypoint, programs }) => {
  const why = missingForDocker([reference]);
  if (why) console.log(`skipped: the contents of the image of ${name} (${why})`);

  const inspected = (format: string) => docker('image', 'inspect', '--format', format, reference);

  it.skipIf(why)('runs the entry point and user of the table', () => {
    expect(JSON.parse(inspected('{{json .Config.Entrypoint}}'))).toEqual(entrypoint);
    expect(inspected('{{.Config.User}}')).toBe(user);
  });

  it.skipIf(why)('contains every program of the table, and without a shell no other HTTP client', () => {
    const files = new ImageFiles(reference);
    expect(programs.filter((program) => !files.has(program))).toEqual([]);
    if (!programs.includes('sh')) expect(USUAL.filter((program) => files.has(program))).toEqual([]);
  });
});
