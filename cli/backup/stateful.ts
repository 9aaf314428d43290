import { type Service, services } from '../../configs/services/index.ts';
import { containerName, volumeName } from '../../configs/services/names.ts';
import type { Settings } from '../../configs/index.ts';
import { UserError } from '../stack/user-error.ts';

/** A server with a volume of data. */
export interface StatefulService {
  readonly name: string;
  readonly container: string;
  readonly image: string;
  /** Name of the volume without the stack's name, equal in every stack. */
  readonly volume: string;
  readonly volumeName: string;
}

/**
 * The servers that keep data, in the order of a backup. Alloy comes first: it remembers how far it has read, and lines between
 * its copy and Loki's are read again after a restore (Loki keeps one of two equal lines) instead of never.
 *
 * @throws UserError where the stack does not run on Docker, or keeps no data of its own.
 */
export function statefulServices(settings: Settings): StatefulService[] {
  if (settings.backend !== 'docker') {
    throw new UserError(
      `A stack on ${settings.backend} is not backed up by this command (key llm-monitoring:backend)`,
      'docs/backup.md has the commands for Kubernetes.',
    );
  }
  const found = services(settings).flatMap((service) =>
    service.data ? [statefulService(settings.name, service, service.data.volume)] : [],
  );
  if (found.length === 0) {
    throw new UserError(
      'The stack keeps no data of its own',
      'Back up the servers that it uses where they run.',
    );
  }
  const first = (service: StatefulService) => (service.name === 'alloy' ? 0 : 1);
  return found.sort((a, b) => first(a) - first(b));
}

function statefulService(stackName: string, service: Service, volume: string): StatefulService {
  return {
    name: service.name,
    container: containerName(stackName, service.name),
    image: service.image,
    volume,
    volumeName: volumeName(stackName, volume),
  };
}
