import type { Identity } from './identity.ts';

/** Effects of an upgrade on existing resources. */
export interface Upgrade {
  /** Losses of data, of access or of link targets, as sentences; a release must have none. */
  readonly losses: readonly string[];
  /** Names of replaced resources without data; the changelog must list them. */
  readonly replaced: readonly string[];
}

export function upgradeOf(before: readonly Identity[], after: readonly Identity[]): Upgrade {
  const now = new Map(after.map((identity) => [identity.urn, identity]));
  const losses: string[] = [];
  const replaced: string[] = [];
  for (const was of before) {
    const is = now.get(was.urn);
    if (was.stateful || was.linked) losses.push(...lossesOf(was, is));
    else if (is && !isSame(was, is)) replaced.push(was.urn.split('::').at(-1)!);
  }
  return { losses, replaced };
}

function lossesOf(was: Identity, is: Identity | undefined): string[] {
  if (!is) return [`${was.urn} is deleted`];
  const losses: string[] = [];
  if (!isSame(was, is)) {
    losses.push(
      `${was.urn} is replaced: ${JSON.stringify(was.inputs)} became ${JSON.stringify(is.inputs)}` +
        (was.provider === is.provider ? '' : `, provider ${was.provider} became ${is.provider}`),
    );
  }
  for (const guard of ['protect', 'retainOnDelete'] as const) {
    if (was[guard] && !is[guard]) losses.push(`${was.urn} is no longer guarded by ${guard}`);
  }
  return losses;
}

const isSame = (was: Identity, is: Identity) => was.hash === is.hash && was.provider === is.provider;

/** Names after "Replaces resources:" among the unreleased changes. */
export function announcedReplacements(changelog: string): string[] {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  return [...unreleased.matchAll(/^- Replaces resources: ([^\n]+(?:\n {2}[^\n]+)*)/gm)].flatMap(
    ([, names = '']) => [...names.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name),
  );
}

/** True if the changelog has a heading for this version. */
export function isReleased(changelog: string, version: string): boolean {
  return changelog
    .split('\n')
    .some((line) => line.replace(/[[\]]/g, '').split(' ')[1] === version && line.startsWith('## '));
}

/** The last recorded release that has been published; nobody has resources of an unpublished one. */
export const lastReleased = (changelog: string, releases: readonly string[]): string | undefined =>
  releases.filter((release) => isReleased(changelog, release)).at(-1);

/** Replaced resources that the unreleased changes do not list. */
export function unannounced(changelog: string, replaced: readonly string[]): string[] {
  const announced = announcedReplacements(changelog);
  return replaced.filter((name) => !announced.includes(name));
}

/** Versions with a heading in the changelog but without a record. */
export const unrecorded = (changelog: string, releases: readonly string[]): string[] =>
  [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)]
    .map(([, version]) => version!)
    .filter((version) => !releases.includes(version));
