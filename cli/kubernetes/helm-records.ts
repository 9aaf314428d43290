import { namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { releases } from '../../configs/kubernetes/index.ts';
import type { Settings } from '../../configs/index.ts';
import type { StateResource } from '../stack/deployment.ts';
import type { Kubectl } from './kubectl.ts';
import type { Metadata } from './objects.ts';

/** The Secret in which Helm records one revision of a release (helm `pkg/storage/driver/secrets.go`). */
export interface HelmRecord {
  readonly metadata: Metadata;
}

const RELEASE = 'kubernetes:helm.sh/v3:Release';
const PENDING = /^pending-(install|upgrade|rollback)$/;

const nameOf = ({ metadata }: HelmRecord): string => metadata.labels?.['name'] ?? '';

/**
 * Records that block the next run: revisions that a killed run left pending, which Helm takes for an operation in progress, and all
 * revisions of releases that are installed but not in the state, which Helm would refuse to install again. Deleting a record changes no
 * object of the release: Helm adopts those that carry its name (helm `pkg/action/validate.go`).
 */
export function blockingRecords(
  records: readonly HelmRecord[],
  ours: readonly string[],
  recorded: readonly string[],
): HelmRecord[] {
  return records.filter(
    (record) =>
      ours.includes(nameOf(record)) &&
      (PENDING.test(record.metadata.labels?.['status'] ?? '') || !recorded.includes(nameOf(record))),
  );
}

/** Deletes the records that block the next run. */
export async function repairReleases(
  kubectl: Kubectl,
  settings: Settings,
  resources: readonly StateResource[],
): Promise<void> {
  const namespace = namespaceOf(settings);
  const records = await kubectl.list<HelmRecord>(
    'secrets',
    '--namespace',
    namespace,
    '--selector',
    'owner=helm',
  );
  const recorded = resources.flatMap(({ type, inputs }) =>
    type === RELEASE ? String(inputs?.['name']) : [],
  );
  const ours = releases(settings).map(({ name }) => name);
  for (const { metadata } of blockingRecords(records, ours, recorded)) {
    console.log(`  repair    Helm revision ${metadata.name} of an interrupted run`);
    await kubectl.run('delete', 'secret', metadata.name, '--namespace', namespace);
  }
}
