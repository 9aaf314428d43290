import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Identity, identitiesOf, type Resource } from '../../scripts/release/identity.ts';
import { announcedReplacements, isReleased, upgradeOf } from '../../scripts/release/upgrade.ts';

const STACKS = ['dev', 'staging', 'prod'];
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const goldenOf = (stack: string) => JSON.parse(read(`./${stack}.json`)) as Resource[];
const recorded = (release: string) =>
  JSON.parse(read(`./releases/${release}.json`)) as Record<string, Identity[]>;

const byVersion = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
const releases = readdirSync(new URL('./releases', import.meta.url))
  .map((file) => file.replace(/\.json$/, ''))
  .sort(byVersion);
const changelog = read('../../CHANGELOG.md');

test.each(releases.flatMap((release) => STACKS.map((stack) => [release, stack] as const)))(
  'from %s no data of %s are lost',
  (release, stack) => {
    const before = recorded(release)[stack]!;
    expect(before.filter(({ stateful }) => stateful).length).toBeGreaterThan(0);
    expect(upgradeOf(before, identitiesOf(goldenOf(stack))).losses).toEqual([]);
  },
);

/** Of a release that is not out yet nobody has resources that could be replaced. */
test('the changelog names what is put up anew since the last release', () => {
  const last = releases.filter((release) => isReleased(changelog, release)).at(-1);
  const replaced = last
    ? STACKS.flatMap((stack) => upgradeOf(recorded(last)[stack]!, identitiesOf(goldenOf(stack))).replaced)
    : [];
  expect(announcedReplacements(changelog)).toEqual(expect.arrayContaining(replaced));
});

test('every released version has its record', () => {
  const headings = [...changelog.matchAll(/^## \[?(\d+\.\d+\.\d+)/gm)].map(([, version]) => version);
  expect(releases).toEqual(expect.arrayContaining(headings));
});

/** The list of a stack, with one resource changed. */
function changed(stack: string, name: string, type: RegExp, change: (resource: Resource) => unknown): Resource[] {
  const copy = structuredClone(goldenOf(stack));
  const found = copy.filter((one) => one.name === name && type.test(one.type));
  expect(found).toHaveLength(1);
  const other = change(found[0]!);
  return copy.flatMap((one) => (one === found[0] ? ((other ?? []) as Resource | Resource[]) : [one]));
}

const upgradeTo = (stack: string, resources: Resource[]) =>
  upgradeOf(identitiesOf(goldenOf(stack)), identitiesOf(resources));

/** The resource with another value at a path of its inputs. */
const withInput = (path: string, value: unknown) => (resource: Resource) => {
  const keys = path.split('.');
  const last = keys.pop()!;
  const at = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, resource.inputs as Record<string, unknown>);
  expect(at).toHaveProperty([last]);
  at[last] = value;
  return resource;
};

test.each<[string, string, string, RegExp, (resource: Resource) => unknown, RegExp]>([
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

test('a container with another image is put up anew, one with more memory is not', () => {
  const withImage = changed('dev', 'docker-loki', /Container/, withInput('image', 'x'));
  expect(upgradeTo('dev', withImage)).toEqual({ losses: [], replaced: ['docker-loki'] });
  const withMemory = changed('dev', 'docker-loki', /Container/, withInput('memory', 9999));
  expect(upgradeTo('dev', withMemory)).toEqual({ losses: [], replaced: [] });
});

test('a chart of another version keeps its claims', () => {
  const upgraded = changed('prod', 'kubernetes-loki', /Release/, withInput('version', '99.0.0'));
  expect(upgradeTo('prod', upgraded)).toEqual({ losses: [], replaced: [] });
});

test('only lines of the unreleased changes announce', () => {
  const text = [
    ...['## Unreleased', '', '- Replaces resources: `docker-loki` (other image),', '  `docker-grafana`.', ''],
    ...['## 0.1.0', '', '- Replaces resources: `docker-alloy`'],
  ].join('\n');
  expect(announcedReplacements(text)).toEqual(['docker-loki', 'docker-grafana']);
  expect(isReleased(text, '0.1.0')).toBe(true);
  expect(isReleased(text, '0.2.0')).toBe(false);
});
