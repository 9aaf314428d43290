import { describe, expect, it } from 'vitest';
import { table } from '../../../lab/faults/table.ts';

describe('the table of faults', () => {
  const outcome = { fault: 'kill:loki', expected: 'restarted', happened: 'up | well\nagain', seconds: 12.34 };

  it('has one row per fault, with aligned columns', () => {
    const lines = table([
      { ...outcome, survived: true },
      { ...outcome, fault: 'freeze:grafana', survived: false },
    ]).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '| fault          | expected  | happened         | seconds | survived |',
      '| -------------- | --------- | ---------------- | ------- | -------- |',
      '| kill:loki      | restarted | up \\| well again | 12.3    | yes      |',
      '| freeze:grafana | restarted | up \\| well again | 12.3    | NO       |',
    ]);
    expect(lines.at(-1)).toBe('1 of 2 survived');
  });
});
