import { namesOf } from '../../configs/inventory/kubernetes.ts';
import { isManaged } from '../../configs/inventory/managed.ts';
import type { Settings } from '../../configs/index.ts';
import { UserError } from '../stack/user-error.ts';
import type { Kubectl } from './kubectl.ts';
import type { Metadata } from './objects.ts';

interface Definition {
  readonly metadata: Metadata;
}

const GROUP = 'monitoring.coreos.com';
const RELEASE_NAME = 'meta.helm.sh/release-name';

/** The error for definitions of the operator that this stack did not install, and that Helm would refuse to import. */
export function foreignDefinitions(settings: Settings, found: readonly Definition[]): UserError | undefined {
  const own = namesOf(settings).definitions;
  const foreign = found.filter(({ metadata }) => metadata.annotations?.[RELEASE_NAME] !== own);
  if (foreign.length === 0) return undefined;
  const owner = foreign
    .map(({ metadata }) => metadata.annotations?.[RELEASE_NAME])
    .find((name) => name !== undefined);
  return new UserError(
    `The cluster already has the Prometheus operator's definitions (${foreign.length} of ${GROUP}${owner === undefined ? '' : `, of the Helm release ${owner}`})`,
    'Set llm-monitoring:kubernetes.operator to existing, to use the operator of the cluster. It has to watch the namespace of the stack (docs/kubernetes.md, "Scale out").',
  );
}

/** @throws UserError if another release owns the definitions that this stack would install. */
export async function requireDefinitions(kubectl: Kubectl, settings: Settings): Promise<void> {
  if (!isManaged(settings, 'operator')) return;
  const all = await kubectl.list<Definition>('customresourcedefinitions');
  const error = foreignDefinitions(
    settings,
    all.filter(({ metadata }) => metadata.name.endsWith(`.${GROUP}`)),
  );
  if (error) throw error;
}
