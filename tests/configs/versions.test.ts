import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHARTS, IMAGES, THANOS_IMAGE } from '../../configs/versions.ts';
import { ROOT } from '../../cli/stack/project.ts';

const renovate = JSON.parse(readFileSync(join(ROOT, 'renovate.json'), 'utf8')) as {
  customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[];
};
const text = readFileSync(join(ROOT, 'configs/versions.ts'), 'utf8');

/** Matches of Renovate's expressions (RE2, also valid in JavaScript). */
const found = renovate.customManagers
  .flatMap(({ matchStrings }) => matchStrings)
  .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))])
  .map(({ groups }) => `${groups!['datasource']} ${groups!['depName']} ${groups!['currentValue']}`);

test('Renovate finds every image and chart, and where each is published', () => {
  const images = [...Object.values(IMAGES), THANOS_IMAGE].map((image) => {
    const at = image.lastIndexOf(':');
    return `docker ${image.slice(0, at)} ${image.slice(at + 1)}`;
  });
  const charts = Object.entries(CHARTS).map(([name, { registry, version }]) =>
    registry.startsWith('oci://')
      ? `docker ${registry.slice('oci://'.length)}/${name} ${version}`
      : `helm ${name} ${version}`,
  );
  expect(found.sort()).toEqual([...images, ...charts].sort());
});

test('Renovate looks up charts of a plain repository where they are downloaded from', () => {
  for (const [, url] of text.matchAll(/registryUrl=(\S+)/g))
    expect(Object.values(CHARTS).map(({ registry }) => registry as string)).toContain(url);
});

test('no other file contains a version of an image or a chart', () => {
  const versions = [...Object.values(IMAGES), THANOS_IMAGE].map((image) => image.split(':').at(-1)!);
  const charts = Object.values(CHARTS).map(({ version }) => version);
  // A repository with a tag, as in `grafana/loki:3.7.6`, of any version.
  const repositories = [...Object.values(IMAGES), THANOS_IMAGE].map((image) =>
    image.slice(0, image.lastIndexOf(':')),
  );
  const tagged = new RegExp(`\\b(${repositories.map(escaped).join('|')}):v?\\d`);
  const files = globSync(['configs/**/*.ts', 'components/**/*.ts', 'scripts/**/*.ts', 'index.ts'], {
    cwd: ROOT,
  });
  expect(files.length).toBeGreaterThan(100);
  const naming = files
    .filter((file) => file !== 'configs/versions.ts')
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .filter(
          (line) =>
            tagged.test(line) || [...versions, ...charts].some((version) => line.includes(`'${version}'`)),
        )
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(naming).toEqual([]);
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
