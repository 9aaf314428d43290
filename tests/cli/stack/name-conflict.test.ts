import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { parseObjects } from '../../../cli/stack/docker-objects.ts';
import { foreignObjects, type Here, keptVolumes, nameConflict } from '../../../cli/stack/name-conflict.ts';
import { recordedWith } from '../../helpers/golden.ts';
import type { Recorded } from '../../helpers/mocks.ts';

/** As Docker 28.2 prints them; the ids are shortened. */
const CONTAINERS = {
  loki: 'e2d809c3\tlm-x-loki\tcreated\tlm-x\t\t/srv/rendered',
  grafana: '6f32d279\tlm-x-grafana\trunning\tlm-x\t\t',
  stranger: '77aa01bb\tlm-x-prometheus\texited\t\t\t',
  other: '0badcafe\tmy-vllm\trunning\t\t\t',
  neighbour: '12ab34cd\tlm-y-grafana\trunning\tlm-y\t\t',
  unused: '99887766\tlm-x-node-exporter\trunning\tlm-x\t\t',
};
const NETWORKS = {
  bridge: 'ea82f61f\tbridge\t\t\t\t',
  own: '1288e308\tlm-x\t\tlm-x\t/home/ann/llm-monitoring/.state/project (stack dev)\t',
  older: '1288e309\tlm-x-docker-socket\t\tlm-x\t\t',
};
const containers = (...names: (keyof typeof CONTAINERS)[]) =>
  parseObjects(
    'container',
    names.map((name) => CONTAINERS[name]),
  );
const networks = (...names: (keyof typeof NETWORKS)[]) =>
  parseObjects(
    'network',
    names.map((name) => NETWORKS[name]),
  );

const here = (more: Partial<Here> = {}): Here => ({
  settings: parseSettings({ name: 'lm-x' }),
  stack: 'dev',
  workDir: '/home/bob/llm-monitoring/.state/project',
  resources: [],
  ...more,
});
const recorded = (...ids: string[]) => ids.map((id) => ({ urn: id, type: 'docker', id }));

describe('objects that are in the way', () => {
  const all = [
    ...containers('loki', 'grafana', 'stranger', 'other', 'neighbour', 'unused'),
    ...networks('bridge', 'own', 'older'),
  ];
  const names = (more?: Partial<Here>) => foreignObjects(all, here(more)).map(({ name }) => name);

  it('have names of the stack, whoever made them', () => {
    expect(names()).toEqual(['lm-x-loki', 'lm-x-grafana', 'lm-x-prometheus', 'lm-x', 'lm-x-docker-socket']);
  });

  it('are not those of the state', () => {
    const resources = recorded('e2d809c3', '6f32d279', '77aa01bb', '1288e308');
    expect(names({ resources })).toEqual(['lm-x-docker-socket']);
    expect(names({ resources: [...resources, ...recorded('1288e309')] })).toEqual([]);
  });

  it('are not those of a server that this stack does not run', () => {
    const settings = parseSettings({
      name: 'lm-x',
      loki: { existing: { url: 'http://loki:3100' } },
      logs: { enabled: false },
    });
    expect(names({ settings })).toEqual(['lm-x-grafana', 'lm-x-prometheus', 'lm-x']);
  });

  describe('in the names that the program gives', () => {
    let resources: readonly Recorded[];
    beforeAll(async () => {
      resources = await recordedWith({ 'llm-monitoring:name': 'lm-x', 'llm-monitoring:demo': 'true' });
    });

    it.each([
      ['container', 'docker:index/container:Container'],
      ['network', 'docker:index/network:Network'],
    ] as const)('to every %s', (kind, type) => {
      const given = resources
        .filter((resource) => resource.type === type)
        .flatMap(({ inputs }) => (inputs['name'] === undefined ? [] : [String(inputs['name'])]));
      const settings = parseSettings({ name: 'lm-x', demo: true });
      const objects = parseObjects(
        kind,
        given.map((name) => `id-${name}\t${name}\t\t\t\t`),
      );
      expect(given.length).toBeGreaterThan(1);
      expect(foreignObjects(objects, here({ settings })).map(({ name }) => name)).toEqual(given);
    });
  });
});

describe('the error', () => {
  it('says whose the stack is, and what to change', () => {
    const { message, advice } = nameConflict([...containers('grafana'), ...networks('own')], here());
    expect(message).toBe(
      'A stack named "lm-x" is already running, deployed from /home/ann/llm-monitoring (stack dev): container lm-x-grafana, network lm-x',
    );
    expect(advice).toBe(
      'Nothing was changed. To run only this one, tear the other one down where it was deployed from. ' +
        'To run both, give this one another name in Pulumi.dev.yaml, with other ports (llm-monitoring:prometheus.port, ' +
        'llm-monitoring:loki.port, llm-monitoring:grafana.port). Example: llm-monitoring:name: lm-x-2',
    );
  });

  it.each([
    [
      'one that does not run',
      networks('own'),
      /^A stack named "lm-x" already exists, deployed from \/home\/ann/,
    ],
    [
      'a rendered one',
      containers('loki'),
      /already exists, deployed with Docker Compose from \/srv\/rendered: container lm-x-loki$/,
    ],
    [
      'one of an earlier release',
      containers('grafana'),
      /is already running, deployed from another checkout: /,
    ],
    [
      'things of another kind',
      containers('stranger'),
      /^Docker objects from outside this program already use the names of this stack: container lm-x-prometheus$/,
    ],
  ])('knows %s', (_, objects, message) => {
    expect(nameConflict(objects, here()).message).toMatch(message);
  });

  it('lists three of many', () => {
    const objects = [...containers('loki', 'grafana', 'stranger'), ...networks('own', 'older')];
    expect(nameConflict(objects, here()).message).toMatch(
      /: container lm-x-grafana, container lm-x-loki, container lm-x-prometheus and 2 more$/,
    );
  });

  describe('of what this checkout left without a state', () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-names-'));
    const link = `${folder}-link`;
    beforeAll(() => symlinkSync(folder, link));
    afterAll(() => {
      rmSync(link);
      rmSync(folder, { recursive: true });
    });
    const left = (path: string) => [
      ...containers('grafana'),
      ...parseObjects('network', [`1288e308\tlm-x\t\tlm-x\t${path} (stack dev)\t`]),
    ];

    it.each([
      ['the same path', folder, folder],
      ['another path of the folder', realpathSync(folder), link],
    ])('says how to remove it: %s', (_, path, workDir) => {
      const { message, advice } = nameConflict(left(path), here({ workDir }));
      expect(message).toMatch(/^Containers or networks of this stack are left over/);
      expect(advice).toBe(
        'Remove them; volumes keep the data: docker rm --force lm-x-grafana && docker network rm lm-x',
      );
    });

    it('is another stack of the same folder', () => {
      expect(nameConflict(left(folder), here({ workDir: folder, stack: 'test' })).message).toMatch(
        /\(stack dev\)/,
      );
    });
  });
});

describe('volumes of an earlier deployment', () => {
  const existing = ['lm-x-grafana-data', 'lm-x-loki-data', 'lm-x-something', 'docker-loki-config-1a2b'];

  it('are used again', () => {
    expect(keptVolumes(existing, here())).toEqual(['lm-x-loki-data', 'lm-x-grafana-data']);
  });

  it('are none of the state', () => {
    expect(
      keptVolumes(existing, here({ resources: recorded('lm-x-grafana-data', 'lm-x-loki-data') })),
    ).toEqual([]);
  });
});
