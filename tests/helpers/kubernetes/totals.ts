import { bytesOf } from '../../../cli/kubernetes/disks.ts';
import { milliCores } from '../../../configs/kubernetes/workload.ts';
import type { Manifest } from '../../../configs/kubernetes/index.ts';

interface Amounts {
  readonly cpu?: string;
  readonly memory?: string;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly resources?: { readonly requests?: Amounts };
}

interface Spec {
  readonly replicas?: number;
  readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  readonly volumeClaimTemplates?: readonly { readonly spec: Disk }[];
}

interface Disk {
  readonly resources: { readonly requests: { readonly storage: string } };
}

/** Custom resources whose pods the operator makes. */
interface Operated {
  readonly replicas: number;
  readonly resources: { readonly requests: Amounts };
  readonly thanos?: { readonly resources: { readonly requests: Amounts } };
  readonly storage: { readonly volumeClaimTemplate: { readonly spec: Disk } };
}

/** Requests of all pods of a stack. */
export interface Totals {
  /** Cores. */
  readonly cpus: number;
  /** GiB of memory. */
  readonly memory: number;
  /** GiB of all volumes. */
  readonly disks: number;
}

const GIB = 2 ** 30;

/** What the scheduler has to find room for, from rendered objects. DaemonSets count for one node. */
export function totals(objects: readonly Manifest[]): Totals {
  const workloads = objects.filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
  const reloader = reloaderRequests(workloads);
  const all = [
    ...workloads.map(({ spec }) => {
      const { replicas = 1, template, volumeClaimTemplates = [] } = spec as unknown as Spec;
      const requests = template.spec.containers.map(({ name, resources }) => {
        if (!resources?.requests?.cpu || !resources.requests.memory)
          throw new Error(`${name} has no requests`);
        return resources.requests;
      });
      return { replicas, requests, disks: volumeClaimTemplates.map(({ spec: disk }) => disk) };
    }),
    ...objects
      .filter(({ kind }) => ['Prometheus', 'Alertmanager'].includes(kind))
      .map(({ spec }) => {
        const { replicas, resources, thanos, storage } = spec as unknown as Operated;
        const sidecars = [reloader, ...(thanos ? [thanos.resources.requests] : [])];
        return {
          replicas,
          requests: [resources.requests, ...sidecars],
          disks: [storage.volumeClaimTemplate.spec],
        };
      }),
  ];
  const sum = (of: (one: (typeof all)[number]) => readonly number[]) =>
    all.reduce((total, one) => total + one.replicas * of(one).reduce((a, b) => a + b, 0), 0);
  return {
    cpus: sum(({ requests }) => requests.map(({ cpu }) => milliCores(cpu!))) / 1000,
    memory: sum(({ requests }) => requests.map(({ memory }) => bytesOf(memory!))) / GIB,
    disks: sum(({ disks }) => disks.map(({ resources }) => bytesOf(resources.requests.storage))) / GIB,
  };
}

/** The operator gives each pod a reloader, whose requests are its own arguments. */
function reloaderRequests(workloads: readonly Manifest[]): Amounts {
  const args = workloads.flatMap(({ spec }) =>
    (spec as unknown as Spec).template.spec.containers.flatMap(({ args = [] }) => args),
  );
  const value = (name: string) => {
    const flag = `--config-reloader-${name}-request=`;
    const found = args.find((arg) => arg.startsWith(flag));
    if (found === undefined) throw new Error(`the operator has no ${flag}`);
    return found.slice(flag.length);
  };
  return { cpu: value('cpu'), memory: value('memory') };
}
