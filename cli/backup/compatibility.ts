import { UserError } from '../stack/user-error.ts';
import type { Archive } from './manifest.ts';
import type { StatefulService } from './stateful.ts';

/** An archive and the server of this stack that takes it. */
export interface Match {
  readonly archive: Archive;
  readonly service: StatefulService;
}

/**
 * Pairs archives with the servers of the stack.
 *
 * @throws UserError where the stack lacks a server, or one is of another major version or older than the data.
 */
export function matchArchives(archives: readonly Archive[], services: readonly StatefulService[]): Match[] {
  return archives.map((archive) => {
    const service = services.find(
      ({ name, volume }) => name === archive.service && volume === archive.volume,
    );
    if (!service) {
      throw new UserError(
        `The backup holds data of ${archive.service}, which this stack does not run`,
        `It runs ${services.map(({ name }) => name).join(', ')}. Switch ${archive.service} on in the stack file.`,
      );
    }
    checkVersion(archive, service);
    return { archive, service };
  });
}

function checkVersion({ image }: Archive, service: StatefulService): void {
  if (image === service.image) return;
  const [made, here] = [versionOf(image), versionOf(service.image)];
  const advice = `Set llm-monitoring:images.${service.name} to ${image}, put the stack up, restore, and upgrade then.`;
  if (!made || !here) {
    const unknown = made ? service.image : image;
    throw new UserError(
      `The version of ${service.name} cannot be told from "${unknown}"; the data are of ${image}, the stack runs ${service.image}`,
      advice,
    );
  }
  if (made.major !== here.major) {
    throw new UserError(
      `The data of ${service.name} are of major version ${made.major} (${image}); the stack runs ${here.major} (${service.image})`,
      advice,
    );
  }
  if (made.minor > here.minor) {
    throw new UserError(
      `The data of ${service.name} are of ${image}, newer than what the stack runs (${service.image})`,
      advice,
    );
  }
}

/** The version in the tag of an image, `repository:3.7.6@sha256:…`; undefined where the tag says none. */
export function versionOf(image: string): { major: number; minor: number } | undefined {
  const match = /:v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+][\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.exec(image);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}
