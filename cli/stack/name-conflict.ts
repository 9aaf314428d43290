import { realpathSync } from 'node:fs';
import { deployedFrom } from '../../configs/stack/labels.ts';
import { services } from '../../configs/services/index.ts';
import { containerName, networkName, networksOf, volumeName } from '../../configs/services/names.ts';
import type { Settings } from '../../configs/index.ts';
import type { StateResource } from './deployment.ts';
import type { DockerObject } from './docker-objects.ts';
import { UserError } from './user-error.ts';

/** The stack that conflicts are checked for. */
export interface Here {
  readonly settings: Settings;
  /** Name of the Pulumi stack. */
  readonly stack: string;
  /** The CLI's folder with `Pulumi.yaml`. */
  readonly workDir: string;
  /** Resources in the state. */
  readonly resources: readonly StateResource[];
}

/** Folder of a local project's `Pulumi.yaml` inside the checkout. */
const COPY = /[\\/]\.state[\\/]project$/;

/**
 * Containers and networks with the names of this stack that are not in its state, so that a deployment would fail half-way.
 * Volumes never conflict: they outlive a stack, and the next one with the same name uses them.
 */
export function foreignObjects(
  objects: readonly DockerObject[],
  { settings, resources }: Here,
): DockerObject[] {
  const own = new Set(resources.map(({ id }) => id));
  const wanted = services(settings);
  const names = {
    container: wanted.map(({ name }) => containerName(settings.name, name)),
    network: networksOf(wanted).map((network) => networkName(settings.name, network)),
  };
  return objects.filter(({ kind, id, name }) => names[kind].includes(name) && !own.has(id));
}

/** Volumes with data of an earlier deployment that this one will use. */
export function keptVolumes(existing: readonly string[], { settings, resources }: Here): string[] {
  const own = new Set(resources.map(({ id }) => id));
  return services(settings)
    .flatMap(({ data }) => (data ? [volumeName(settings.name, data.volume)] : []))
    .filter((name) => existing.includes(name) && !own.has(name));
}

/** The error for objects of {@link foreignObjects}: their origin, and how to resolve the conflict. */
export function nameConflict(objects: readonly DockerObject[], here: Here): UserError {
  const { settings, stack, workDir } = here;
  const from = objects.map((object) => object.deployedFrom).find((text) => text !== '');
  if (from !== undefined && isSame(from, deployedFrom(workDir, stack))) {
    return new UserError(
      `Containers or networks of this stack are left over and not in its state: ${listOf(objects)}`,
      `Remove them; volumes keep the data: ${removal(objects)}`,
    );
  }
  if (objects.every((object) => object.stack === '')) {
    return new UserError(
      `Docker objects from outside this program already use the names of this stack: ${listOf(objects)}`,
      `Remove them (${removal(objects)}), or ${renaming(settings, stack)}`,
    );
  }
  const state = objects.some(({ running }) => running) ? 'is already running' : 'already exists';
  const folder = from && /^(.*) \(stack (.+)\)$/.exec(from);
  const where = folder
    ? `, deployed from ${folder[1]!.replace(COPY, '')} (stack ${folder[2]})`
    : from
      ? `, deployed with Docker Compose from ${from}`
      : ', deployed from another checkout';
  return new UserError(
    `A stack named "${settings.name}" ${state}${where}: ${listOf(objects)}`,
    `Nothing was changed. To run only this one, tear the other one down where it was deployed from. To run both, ${renaming(settings, stack)}`,
  );
}

function renaming(settings: Settings, stack: string): string {
  const ports = services(settings).flatMap(({ ports = [] }) =>
    ports.map(({ key }) => `llm-monitoring:${key}`),
  );
  const also = ports.length > 0 ? `, with other ports (${ports.join(', ')})` : '';
  return `give this one another name in Pulumi.${stack}.yaml${also}. Example: llm-monitoring:name: ${settings.name}-2`;
}

function removal(objects: readonly DockerObject[]): string {
  const names = (kind: DockerObject['kind']) =>
    objects.filter((object) => object.kind === kind).map(({ name }) => name);
  const [containers, networks] = [names('container'), names('network')];
  return [
    ...(containers.length > 0 ? [`docker rm --force ${containers.join(' ')}`] : []),
    ...(networks.length > 0 ? [`docker network rm ${networks.join(' ')}`] : []),
  ].join(' && ');
}

const SHOWN = 3;

function listOf(objects: readonly DockerObject[]): string {
  const texts = objects.map(({ kind, name }) => `${kind} ${name}`).sort();
  const more = texts.length - SHOWN;
  return more > 0 ? `${texts.slice(0, SHOWN).join(', ')} and ${more} more` : texts.join(', ');
}

/** Compares folder and stack; the same folder may be recorded under another path. */
function isSame(one: string, other: string): boolean {
  const resolved = (text: string) =>
    text.replace(/^(.*) \(stack /, (_, folder: string) => `${real(folder)} (stack `);
  return resolved(one) === resolved(other);
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
