import { type Service, services } from '../../configs/services/index.ts';
import { containerName, volumeName } from '../../configs/services/names.ts';
import type { Settings } from '../../configs/index.ts';
import { UserError } from '../stack/user-error.ts';

/** A server with a volume of data. */
export interface StatefulService {
  readonly name: string;
  readonly container: string;
  readonly image: string;
  /** Name of the volume without the prefix of the stack. */
  readonly volume: string;
  readonly volumeName: string;
}

/**
 * The servers with data, in the order of a backup. Alloy comes first, with its read positions: lines between its copy and Loki's
 * are then read again after a restore (Loki stores identical lines once) instead of being lost.
 *
 * @throws UserError if the stack does not run on Docker, or has no data.
 */
export function statefulServices(settings: Settings): StatefulService[] {
  if (settings.backend !== 'docker') {
    throw new UserError(
      `This command does not back up stacks on ${settings.backend} (key llm-monitoring:backend)`,
      'See docs/backup.md for the commands for Kubernetes.',
    );
  }
  const found = services(settings).flatMap((service) =>
    service.data ? [statefulService(settings.name, service, service.data.volume)] : [],
  );
  if (found.length === 0) {
    throw new UserError('The stack has no data', 'Back up its external servers where they run.');
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
