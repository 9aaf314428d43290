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

/** The stack file, but for what a machine of tests differs in: no node, charts in a folder, a port that is free. */
export function stagingSettings(charts: string, port: number): Settings {
  const file = new URL('../../../Pulumi.staging.yaml', import.meta.url);
  const raw = rawFromStackFile(readFileSync(file, 'utf8'));
  return parseSettings({
    ...raw,
    kubernetes: {
      ...(raw['kubernetes'] as object),
      waitForReady: false,
      charts,
      grafana: { access: { kind: 'port-forward', port } },
    },
  });
}

/** Everything that the stack makes. */
export const objectsOf = (settings: Settings, charts: string): Manifest[] => [
  ...namespaces(settings),
  ...secrets(settings),
  ...before(settings),
  ...after(settings),
  ...releases(settings).flatMap((release) => rendered(charts, release, 'llm-monitoring', release.values)),
];

/** As {@link Cluster.objects} prints them. */
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

/** Whether the API server would take a pod into the namespace of the stack. */
async function admission(cluster: Cluster, name: string, spec: object): Promise<[string, number, unknown]> {
  const metadata = { name, namespace: 'llm-monitoring' };
  const { status, body } = await cluster.ask('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
  return [name, status, body['message']];
}

/** Pods of the workloads that Pod Security does not let in. */
export async function refusedPods(
  cluster: Cluster,
  objects: readonly Manifest[],
): Promise<[string, number, unknown][]> {
  const workloads = objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)) as Workload[];
  if (workloads.length < 4) throw new Error(`only ${workloads.length} workloads were found`);
  const answers = [];
  for (const { metadata, spec } of workloads) {
    // A StatefulSet's controller adds the claims for its disks.
    const disks = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
      name,
      persistentVolumeClaim: { claimName: name },
    }));
    const pod = { ...spec.template.spec, volumes: [...(spec.template.spec.volumes ?? []), ...disks] };
    answers.push(await admission(cluster, metadata.name, pod));
  }
  return answers.filter(([, status]) => status !== 201);
}

/** Whether Pod Security would see a pod that is not restricted. */
export async function refusesRoot(cluster: Cluster): Promise<boolean> {
  const [, status] = await admission(cluster, 'root', { containers: [{ name: 'root', image: 'busybox:1' }] });
  return status === 403;
}
