import { containersOf, DOCKER_CONTAINER, type Security } from '../containers.ts';
import type { Rule } from '../rule.ts';
import { at, leaves, listOf } from '../values.ts';

const rule = (name: string, description: string, broken: (security: Security) => string[]): Rule => ({
  name,
  description,
  level: 'mandatory',
  check: (candidate) =>
    containersOf(candidate).flatMap(({ where, security }) =>
      security ? broken(security).map((what) => `${where}: ${what}`) : [],
    ),
});

export const noCapabilities = rule(
  'no-capabilities',
  'Every container drops all capabilities and adds none.',
  ({ dropsAll, added, privileged }) => [
    ...(dropsAll ? [] : ['does not drop ALL capabilities']),
    ...(added.length > 0 ? [`adds the capabilities ${added.join(', ')}`] : []),
    ...(privileged ? ['is privileged'] : []),
  ],
);

export const readOnlyRoot = rule(
  'read-only-root',
  'The root file system of every container is read-only.',
  (security) => (security.readOnlyRoot ? [] : ['the root file system is writable']),
);

export const noNewPrivileges = rule(
  'no-new-privileges',
  'No process can gain privileges beyond those of its parent.',
  (security) => (security.noNewPrivileges ? [] : ['processes may gain privileges']),
);

/** Values that override a chart's strict default, at any path. */
const LOOSE: readonly (readonly [key: string, value: unknown])[] = [
  ['privileged', true],
  ['allowPrivilegeEscalation', true],
  ['readOnlyRootFilesystem', false],
  ['hostNetwork', true],
  ['hostPID', true],
  ['hostIPC', true],
];

export const noLoosening: Rule = {
  name: 'no-loosening',
  description:
    'No container loosens these restrictions, shares host namespaces, or mounts the Docker socket.',
  level: 'mandatory',
  check: ({ type, props }) => [
    ...(type.startsWith('kubernetes:')
      ? [...leaves(props)].flatMap(({ path, key, value }) => [
          ...(LOOSE.some(([name, loose]) => name === key && value === loose) ? [`${path} is ${value}`] : []),
          ...(key === 'add' && /capabilities\.add$/.test(path) && listOf(value).length > 0
            ? [`${path} adds ${listOf(value).join(', ')}`]
            : []),
        ])
      : []),
    ...(type === DOCKER_CONTAINER
      ? listOf(props['volumes']).flatMap((volume) =>
          /docker\.sock$/.test(String(at(volume, 'hostPath'))) ? ['mounts the Docker socket'] : [],
        )
      : []),
  ],
};
