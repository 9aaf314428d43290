import { UserError } from '../stack/user-error.ts';
import type { Archive } from './manifest.ts';
import type { StatefulService } from './stateful.ts';

/** An archive and the server of this stack that it belongs to. */
export interface Match {
  readonly archive: Archive;
  readonly service: StatefulService;
}

/**
 * Pairs archives with the servers of the stack.
 *
 * @throws UserError if the stack lacks a server, or a server has another major version or is older than the data.
 */
export function matchArchives(archives: readonly Archive[], services: readonly StatefulService[]): Match[] {
  return archives.map((archive) => {
    const service = services.find(
      ({ name, volume }) => name === archive.service && volume === archive.volume,
    );
    if (!service) {
      throw new UserError(
        `The backup contains data of ${archive.service}, which this stack does not run`,
        `It runs ${services.map(({ name }) => name).join(', ')}. Enable ${archive.service} in the stack file.`,
      );
    }
    checkVersion(archive, service);
    return { archive, service };
  });
}

function checkVersion({ image }: Archive, service: StatefulService): void {
  if (image === service.image) return;
  const [made, here] = [versionOf(image), versionOf(service.image)];
  const advice = `Set llm-monitoring:images.${service.name} to ${image}, deploy, restore, then upgrade.`;
  if (!made || !here) {
    const unknown = made ? service.image : image;
    throw new UserError(
      `The version of ${service.name} is not part of "${unknown}"; the data are from ${image}, the stack runs ${service.image}`,
      advice,
    );
  }
  if (made.major !== here.major) {
    throw new UserError(
      `The data of ${service.name} are from major version ${made.major} (${image}); the stack runs ${here.major} (${service.image})`,
      advice,
    );
  }
  if (made.minor > here.minor) {
    throw new UserError(
      `The data of ${service.name} are from ${image}, which is newer than ${service.image} of the stack`,
      advice,
    );
  }
}

/** The version in the tag of an image, `repository:3.7.6@sha256:…`; undefined if the tag has none. */
export function versionOf(image: string): { major: number; minor: number } | undefined {
  const match = /:v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+][\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.exec(image);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}
