import { describe, expect, it } from 'vitest';
import { choose, parseChoice } from '../../../lab/faults/choice.ts';
import { allFaults } from '../../../lab/faults/faults.ts';
import { generator } from '../../../lab/faults/interrupted-up.ts';
import { services } from '../../../configs/services/index.ts';
import { parseSettings } from '../../../configs/index.ts';

describe('the selection of faults', () => {
  const faults = [{ name: 'kill:loki' }, { name: 'kill:grafana' }, { name: 'freeze:loki' }];

  it('is all of them by default', () => {
    expect(choose(faults, [])).toEqual(faults);
  });

  it('is by name and by kind, in the order of the faults', () => {
    expect(choose(faults, ['freeze:loki', 'kill']).map(({ name }) => name)).toEqual([
      'kill:loki',
      'kill:grafana',
      'freeze:loki',
    ]);
    expect(choose(faults, ['kill:grafana'])).toEqual([{ name: 'kill:grafana' }]);
  });

  it('rejects an unknown word, with the allowed ones', () => {
    expect(() => choose(faults, ['kill:loky', 'kill'])).toThrow(
      '--only: no fault "kill:loky"; allowed: kill:loki, kill:grafana, freeze:loki',
    );
  });

  it('parses the flags, with a default for each', () => {
    expect(parseChoice([])).toMatchObject({ only: [], kills: 5, away: 120, seed: 1 });
    expect(parseChoice(['--only', 'kill,up:killed-1', '--kills', '50'])).toMatchObject({
      only: ['kill', 'up:killed-1'],
      kills: 50,
    });
  });

  it.each(['0', '-1', '2.5', 'many'])('rejects %s kills', (kills) => {
    expect(() => parseChoice([`--kills=${kills}`])).toThrow(`--kills is "${kills}"`);
  });
});

describe('the faults', () => {
  const containers = services(parseSettings({ demo: true }));
  const names = allFaults(containers, parseChoice(['--kills', '50'])).map(({ name }) => name);

  it('have unique names', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it('kill and freeze every container of the stack', () => {
    for (const { name } of containers)
      expect(names).toEqual(expect.arrayContaining([`kill:${name}`, `freeze:${name}`]));
  });

  it('kill up the given number of times', () => {
    expect(names.filter((name) => name.startsWith('up:'))).toHaveLength(50);
  });
});

describe('the random points', () => {
  it('are deterministic per seed and spread from 0 to 1', () => {
    const drawn = (seed: number) => Array.from({ length: 1000 }, generator(seed));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    const sorted = drawn(1).sort((a, b) => a - b);
    expect(sorted[0]).toBeLessThan(0.02);
    expect(sorted.at(-1)).toBeGreaterThan(0.98);
    expect(sorted[500]).toBeCloseTo(0.5, 1);
  });
});
