import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordedStacks } from './recorded-stacks.ts';
import { identitiesOf, type Resource, resourceOf } from './release/identity.ts';
import { readRecord, recordedReleases } from './release/records.ts';
import {
  announcedReplacements,
  isReleased,
  lastReleased,
  unannounced,
  unrecorded,
  upgradeOf,
} from './release/upgrade.ts';
import { STACKS, type Stack } from './stacks.ts';

const recordedNow = await recordedStacks();
const now = (stack: Stack): Resource[] => recordedNow[stack].map(resourceOf);

const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const releases = recordedReleases();

test.each(releases.flatMap((release) => STACKS.map((stack) => [release, stack] as const)))(
  'upgrading from %s loses no data of %s',
  (release, stack) => {
    const before = readRecord(release)[stack];
    expect(before.filter(({ stateful }) => stateful).length).toBeGreaterThan(0);
    expect(upgradeOf(before, identitiesOf(now(stack))).losses).toEqual([]);
  },
);

describe('the changelog', () => {
  const replacedSince = (release: string) =>
    STACKS.flatMap((stack) => upgradeOf(readRecord(release)[stack], identitiesOf(now(stack))).replaced);
  const withImage = () => [...changed('dev', 'docker-loki', /Container/, withInput('image', 'x'))];
  const text = (unreleased: string) => `## Unreleased\n\n${unreleased}\n\n## 0.1.0\n`;

  test('lists the resources that an update replaces since the last release', () => {
    const last = lastReleased(changelog, releases);
    expect(unannounced(changelog, last === undefined ? [] : replacedSince(last))).toEqual([]);
  });

  test('is incomplete without a replaced resource', () => {
    const { replaced } = upgradeTo('dev', withImage());
    expect(unannounced(text('- Fixed: x'), replaced)).toEqual(['docker-loki']);
    expect(unannounced(text('- Replaces resources: `docker-loki` (other image)'), replaced)).toEqual([]);
  });

  test('distinguishes the last release from unpublished ones', () => {
    expect(lastReleased(text(''), ['0.1.0', '0.2.0'])).toBe('0.1.0');
    expect(lastReleased('## Unreleased\n', ['0.1.0'])).toBeUndefined();
  });
});

describe('every released version', () => {
  test('has a record, including the one in preparation', () => {
    expect(unrecorded(changelog, releases)).toEqual([]);
    expect(releases).toContain(version);
  });

  test('is reported without one', () => {
    expect(unrecorded('## Unreleased\n\n## [1.2.3] - 2027-01-01\n\n## 0.1.0\n', ['0.1.0'])).toEqual([
      '1.2.3',
    ]);
  });
});

/** The resources of a stack, with one of them changed. */
function changed(
  stack: Stack,
  name: string,
  type: RegExp,
  change: (resource: Resource) => unknown,
): Resource[] {
  const copy = structuredClone(now(stack));
  const found = copy.filter((one) => one.name === name && type.test(one.type));
  expect(found).toHaveLength(1);
  const other = change(found[0]!);
  return copy.flatMap((one) => (one === found[0] ? ((other ?? []) as Resource | Resource[]) : [one]));
}

const upgradeTo = (stack: Stack, resources: Resource[]) =>
  upgradeOf(identitiesOf(now(stack)), identitiesOf(resources));

/** The resource with a changed value at a path of its inputs. */
const withInput = (path: string, value: unknown) => (resource: Resource) => {
  const keys = path.split('.');
  const last = keys.pop()!;
  const at = keys.reduce(
    (inner, key) => inner[key] as Record<string, unknown>,
    resource.inputs as Record<string, unknown>,
  );
  expect(at).toHaveProperty([last]);
  at[last] = value;
  return resource;
};

// prettier-ignore
test.each<[string, Stack, string, RegExp, (resource: Resource) => unknown, RegExp]>([
  ['another name of a volume', 'dev', 'docker-loki-data', /Volume/, withInput('name', 'x'), /Volume::docker-loki-data is replaced/],
  ['a volume that is gone', 'dev', 'docker-loki-data', /Volume/, () => undefined, /docker-loki-data is deleted/],
  ['another resource name', 'dev', 'docker-loki-data', /Volume/, (one) => ({ ...one, name: 'x' }), /docker-loki-data is deleted/],
  ['another place in the tree', 'dev', 'docker-loki-data', /Volume/, (one) => ({ ...one, parent: 'docker' }), /docker-loki-data is deleted/],
  ['a volume that goes with the stack', 'dev', 'docker-loki-data', /Volume/, (one) => ({ ...one, retainOnDelete: false }), /no longer guarded by retainOnDelete/],
  ['another provider', 'dev', 'docker-loki-data', /Volume/, (one) => ({ ...one, provider: 'x' }), /provider docker-docker became x/],
  ['a shorter password', 'prod', 'kubernetes-grafana-secret-key', /RandomPassword/, withInput('length', 16), /secret-key is replaced/],
  ['another name of a release', 'prod', 'kubernetes-loki', /Release/, withInput('name', 'x'), /kubernetes-loki is replaced/],
  ['a release in another namespace', 'staging', 'kubernetes-prometheus', /Release/, withInput('namespace', 'x'), /kubernetes-prometheus is replaced/],
  ['a smaller claim', 'prod', 'kubernetes-loki', /Release/, withInput('values.singleBinary.persistence.size', '1Gi'), /kubernetes-loki is replaced.*1Gi/],
  ['another name of the set that owns claims', 'prod', 'kubernetes-prometheus', /Release/, withInput('values.fullnameOverride', 'x'), /kubernetes-prometheus is replaced/],
  ['a release that is not protected any more', 'prod', 'kubernetes-loki', /Release/, (one) => ({ ...one, protect: false }), /no longer guarded by protect/],
  ['another namespace', 'staging', 'kubernetes-namespace-llm-monitoring', /Namespace/, withInput('metadata.name', 'x'), /is replaced/],
  ['another uid of a board', 'dev', 'grafana-vllm-logs', /Dashboard/, withInput('configJson.uid', 'x'), /vllm-logs is replaced.*"x"/],
  ['a board that is gone', 'dev', 'grafana-vllm-logs', /Dashboard/, () => undefined, /grafana-vllm-logs is deleted/],
  ['another uid of a data source', 'dev', 'grafana-loki', /DataSource/, withInput('uid', 'x'), /grafana-loki is replaced/],
  ['another uid of the folder', 'staging', 'grafana-folder', /Folder/, withInput('uid', 'x'), /grafana-folder is replaced/],
])('%s is a loss', (_, stack, name, type, change, loss) => {
  const { losses } = upgradeTo(stack, changed(stack, name, type, change));
  expect(losses).toHaveLength(1);
  expect(losses[0]).toMatch(loss);
});

test('a container with another image is replaced, one with more memory is not', () => {
  const withImage = changed('dev', 'docker-loki', /Container/, withInput('image', 'x'));
  expect(upgradeTo('dev', withImage)).toEqual({ losses: [], replaced: ['docker-loki'] });
  const withMemory = changed('dev', 'docker-loki', /Container/, withInput('memory', 9999));
  expect(upgradeTo('dev', withMemory)).toEqual({ losses: [], replaced: [] });
});

test('a chart upgrade keeps its claims', () => {
  const upgraded = changed('prod', 'kubernetes-loki', /Release/, withInput('version', '99.0.0'));
  expect(upgradeTo('prod', upgraded)).toEqual({ losses: [], replaced: [] });
});

test('only the unreleased section announces replacements', () => {
  const text = [
    ...['## Unreleased', '', '- Replaces resources: `docker-loki` (other image),', '  `docker-grafana`.', ''],
    ...['## 0.1.0', '', '- Replaces resources: `docker-alloy`'],
  ].join('\n');
  expect(announcedReplacements(text)).toEqual(['docker-loki', 'docker-grafana']);
  expect(isReleased(text, '0.1.0')).toBe(true);
  expect(isReleased(text, '0.2.0')).toBe(false);
});
