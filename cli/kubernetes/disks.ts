import { namespaceOf } from '../../configs/inventory/kubernetes.ts';
import { sizeOf, type Server } from '../../configs/settings/kubernetes-sizes.ts';
import type { Settings } from '../../configs/index.ts';
import { UserError } from '../stack/user-error.ts';
import type { Kubectl } from './kubectl.ts';
import type { Claim, Workload } from './objects.ts';
import { keysOf, OPERATED, partOfLabels } from './part-of-pod.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** Bytes of a Kubernetes quantity. */
export function bytesOf(quantity: string): number {
  const [, amount = '', unit = ''] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}

/**
 * The error for disks whose size in the stack file differs from that in the cluster: Kubernetes refuses to change the claim templates of a
 * StatefulSet, and a larger retention on a disk that did not grow would fill it.
 */
export function resizedDisks(
  settings: Settings,
  sets: readonly Workload[],
  claims: readonly Claim[],
): UserError | undefined {
  const changes = sets.flatMap(({ kind, metadata, spec }) => {
    const part = partOfLabels(settings, spec.template.metadata.labels);
    const { section } = keysOf(part);
    if (kind !== 'StatefulSet' || section === undefined) return [];
    const wanted = sizeOf(settings.kubernetes, section).storage;
    return (spec.volumeClaimTemplates ?? []).flatMap((template) => {
      const owned = claims.filter(({ metadata: { name } }) =>
        name.startsWith(`${template.metadata.name}-${metadata.name}-`),
      );
      const sizes = owned.map((claim) => ({
        name: claim.metadata.name,
        size: claim.spec.resources.requests.storage,
      }));
      const smaller = sizes.filter(({ size }) => bytesOf(size) < bytesOf(wanted));
      const larger = sizes.filter(({ size }) => bytesOf(size) > bytesOf(wanted));
      const outdated = bytesOf(template.spec.resources.requests.storage) !== bytesOf(wanted);
      if (smaller.length === 0 && larger.length === 0 && !outdated) return [];
      return [
        {
          section,
          set: metadata.name,
          wanted,
          smaller,
          larger,
          // The operator recreates its StatefulSets when their template changes (prometheus-operator docs, "Storage").
          outdated: outdated && !(part! in OPERATED),
        },
      ];
    });
  });
  const shrunk = changes.filter(({ larger }) => larger.length > 0);
  if (shrunk.length > 0) return tooSmall(shrunk);
  const grown = changes.filter(({ smaller, outdated }) => smaller.length > 0 || outdated);
  return grown.length > 0 ? tooLarge(settings, grown) : undefined;
}

interface Change {
  readonly section: Server;
  readonly set: string;
  readonly wanted: string;
  readonly smaller: readonly { readonly name: string }[];
  readonly larger: readonly { readonly name: string; readonly size: string }[];
  readonly outdated: boolean;
}

const tooSmall = (changes: readonly Change[]): UserError =>
  new UserError(
    changes
      .map(
        ({ section, wanted, larger }) =>
          `llm-monitoring:kubernetes.${section}.storage: found "${wanted}", expected at least the size of the existing volumes (${larger.map(({ name, size }) => `${name}: ${size}`).join(', ')}), because volumes cannot shrink`,
      )
      .join('\n'),
    'Restore the former size. To start with a smaller volume, delete the data first (docs/kubernetes.md, "Resize disks").',
  );

function tooLarge(settings: Settings, changes: readonly Change[]): UserError {
  const { context } = settings.kubernetes;
  const kubectl = `kubectl ${context === undefined ? '' : `--context ${context} `}--namespace ${namespaceOf(settings)}`;
  const commands = changes.flatMap(({ set, wanted, smaller, outdated }) => [
    ...smaller.map(
      ({ name }) =>
        `${kubectl} patch pvc ${name} --patch '{"spec":{"resources":{"requests":{"storage":"${wanted}"}}}}'`,
    ),
    ...(outdated ? [`${kubectl} delete statefulset ${set} --cascade=orphan`] : []),
  ]);
  return new UserError(
    `Larger disks for ${changes.map(({ set }) => set).join(', ')} need a step by hand, because Kubernetes does not change the claims of a StatefulSet`,
    `Run these commands, then this one again. Pods keep running, and the storage class has to allow expansion:\n${commands.map((line) => `  ${line}`).join('\n')}`,
  );
}

/** @throws UserError if the disks in the cluster do not have the size of the stack file. */
export async function requireDisks(kubectl: Kubectl, settings: Settings): Promise<void> {
  const where = ['--namespace', namespaceOf(settings)];
  const error = resizedDisks(
    settings,
    await kubectl.list<Workload>('statefulsets', ...where),
    await kubectl.list<Claim>('persistentvolumeclaims', ...where),
  );
  if (error) throw error;
}
