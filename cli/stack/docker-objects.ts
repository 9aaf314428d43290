import { DEPLOYED_FROM_LABEL, STACK_LABEL } from '../../configs/stack/labels.ts';

/** A container or network of any stack. */
export interface DockerObject {
  readonly kind: 'container' | 'network';
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  /** Name of the stack that it belongs to, empty if to none. */
  readonly stack: string;
  /** Folder and stack that it was deployed from, empty if that is not recorded. */
  readonly deployedFrom: string;
}

/** Label with which Docker Compose records the folder of a rendered stack (compose `pkg/api/labels.go`). */
const COMPOSE_LABEL = 'com.docker.compose.project.working_dir';

const label = (name: string) => `{{.Label "${name}"}}`;
const labels = [label(STACK_LABEL), label(DEPLOYED_FROM_LABEL), label(COMPOSE_LABEL)].join('\t');

/** Formats of `docker ps` and `docker network ls` that {@link parseObjects} reads. */
export const LISTED = {
  container: `{{.ID}}\t{{.Names}}\t{{.State}}\t${labels}`,
  network: `{{.ID}}\t{{.Name}}\t\t${labels}`,
} as const;

export function parseObjects(kind: DockerObject['kind'], lines: readonly string[]): DockerObject[] {
  return lines.map((line) => {
    const [id = '', name = '', state = '', stack = '', deployedFrom = '', compose = ''] = line.split('\t');
    const running = state === 'running' || state === 'restarting' || state === 'paused';
    return { kind, id, name, running, stack, deployedFrom: deployedFrom || compose };
  });
}
