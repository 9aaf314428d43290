import { readFileSync } from 'node:fs';
import {
  after,
  before,
  type Manifest,
  namespaces,
  releases,
  secrets,
} from '../../../configs/kubernetes/index.ts';
import { parseSettings, rawFromStackFile, type Settings } from '../../../configs/index.ts';
import { rendered } from './charts.ts';
import type { Cluster } from './cluster.ts';

/** The stack file, except for limits of a test machine: no node, charts in a folder, a free port. */
export function stagingSettings(charts: string, port: number, name = 'staging'): Settings {
  const file = new URL(`../../../Pulumi.${name}.yaml`, import.meta.url);
  const raw = rawFromStackFile(readFileSync(file, 'utf8'));
  return parseSettings({
    ...raw,
    kubernetes: {
      ...(raw['kubernetes'] as object),
      context: 'test',
      waitForReady: false,
      charts,
      grafana: { access: { kind: 'port-forward', port } },
    },
  });
}

/** All objects of the stack. */
export const objectsOf = (settings: Settings, charts: string): Manifest[] => [
  ...namespaces(settings),
  ...secrets(settings),
  ...before(settings),
  ...after(settings),
  ...releases(settings).flatMap((release) => rendered(charts, release, 'llm-monitoring', release.values)),
];

/** In the format of {@link Cluster.objects}. */
export const printed = (objects: readonly Manifest[]): string[] =>
  objects.map(({ kind, metadata }) => {
    const everywhere = /^(Namespace|CustomResourceDefinition|Cluster.*)$/.test(kind);
    return `${kind} ${everywhere ? '' : (metadata.namespace ?? 'llm-monitoring')}/${metadata.name}`;
  });

interface Workload extends Manifest {
  readonly spec: {
    readonly template: { readonly spec: { readonly volumes?: readonly object[] } };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

const PODS = '/api/v1/namespaces/llm-monitoring/pods?dryRun=All';

/** True if the API server admits a pod to the namespace of the stack. */
async function admission(cluster: Cluster, name: string, spec: object): Promise<[string, number, unknown]> {
  const metadata = { name, namespace: 'llm-monitoring' };
  const { status, body } = await cluster.ask('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
  return [name, status, body['message']];
}

/** Pods of the workloads that Pod Security rejects. */
export async function refusedPods(
  cluster: Cluster,
  objects: readonly Manifest[],
): Promise<[string, number, unknown][]> {
  const workloads = objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)) as Workload[];
  if (workloads.length < 4) throw new Error(`only ${workloads.length} workloads were found`);
  const answers = [];
  for (const { metadata, spec } of workloads) {
    // The StatefulSet controller adds the volumes of its claims.
    const disks = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
      name,
      persistentVolumeClaim: { claimName: name },
    }));
    const pod = { ...spec.template.spec, volumes: [...(spec.template.spec.volumes ?? []), ...disks] };
    answers.push(await admission(cluster, metadata.name, pod));
  }
  return answers.filter(([, status]) => status !== 201);
}

/** True if Pod Security detects a pod that is not restricted. */
export async function refusesRoot(cluster: Cluster): Promise<boolean> {
  const [, status] = await admission(cluster, 'root', { containers: [{ name: 'root', image: 'busybox:1' }] });
  return status === 403;
}
