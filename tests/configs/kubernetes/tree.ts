import { releases, type Release } from '../../../configs/kubernetes/index.ts';
import type { Settings } from '../../../configs/index.ts';

/** Values and specs are trees of many shapes; a wrong path returns `undefined`, and the assertion fails. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Tree = any;

/** The values of one release; `undefined` if the stack has no such release. */
export const valuesOf = (settings: Settings, part: Release['part']): Tree =>
  releases(settings).find((release) => release.part === part)?.values;
