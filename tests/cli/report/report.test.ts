import { describe, expect, it } from 'vitest';
import { print } from '../../../configs/promql/index.ts';
import { csv, markdown } from '../../../cli/report/tables.ts';
import { QUERIES, totalOf, usage, type Figure } from '../../../cli/report/usage.ts';

const DAY = 86_400;
const START = Date.parse('2026-11-01') / 1000;

/** Answers of Prometheus: values at the end of each day. */
const ANSWERS: Readonly<
  Record<Figure, readonly [model: string, namespace: string, values: readonly number[]][]>
> = {
  gpuHours: [
    ['org/large, v2', 'chat', [96, 48.004]],
    ['small', 'batch', [24, 24]],
  ],
  cost: [
    ['org/large, v2', 'chat', [240, 120.011]],
    ['small', 'batch', [21.604, 21.604]],
  ],
  idleCost: [['small', 'batch', [21.6, 10.8]]],
  inputTokens: [['org/large, v2', 'chat', [1e6, 2.4e6]]],
  outputTokens: [['org/large, v2', 'chat', [1e5, 3e5 + 0.4]]],
};

const asked: URLSearchParams[] = [];
const ask = async (path: string) => {
  const parameters = new URL(path, 'http://prometheus').searchParams;
  asked.push(parameters);
  const figure = (Object.keys(QUERIES) as Figure[]).find(
    (each) => print(QUERIES[each]) === parameters.get('query'),
  )!;
  const result = ANSWERS[figure].map(([model_name, namespace, values]) => ({
    metric: { model_name, namespace },
    values: values.map((value, day) => [START + (day + 1) * DAY, String(value)]),
  }));
  return Promise.resolve({ data: { result } });
};

describe('the report', async () => {
  const rows = await usage(ask, '2026-11-01', '2026-11-02');

  it('asks for each day once, at its end', () => {
    for (const parameters of asked) {
      expect(Number(parameters.get('start'))).toBe(START + DAY);
      expect(Number(parameters.get('end'))).toBe(START + 2 * DAY);
      expect(parameters.get('step')).toBe(String(DAY));
      expect(parameters.get('query')).toContain('[1d]');
    }
  });

  it('has a row per day, namespace and model', () => {
    expect(rows.map(({ day, namespace, model_name }) => [day, namespace, model_name])).toEqual([
      ['2026-11-01', 'batch', 'small'],
      ['2026-11-01', 'chat', 'org/large, v2'],
      ['2026-11-02', 'batch', 'small'],
      ['2026-11-02', 'chat', 'org/large, v2'],
    ]);
  });

  it('has a total that is the sum of the days as printed', () => {
    // 21.60 + 240.00 + 21.60 + 120.01: not the rounded sum of what was not rounded, 403.22.
    expect(totalOf(rows)).toEqual({
      gpuHours: 192,
      cost: 403.21,
      idleCost: 32.4,
      inputTokens: 3_400_000,
      outputTokens: 400_000,
    });
    const lines = csv(rows, 'EUR').trimEnd().split('\r\n');
    const column = lines[0]!.split(',').indexOf('Cost (EUR)');
    const printed = lines.slice(1).map((text) => text.replace(/"[^"]*"/, 'x').split(',')[column]!);
    const sum = printed.slice(0, -1).reduce((left, right) => left + Number(right), 0);
    expect(Number(printed.at(-1))).toBeCloseTo(sum, 6);
  });

  it('leaves empty what was not recorded, which is not 0', () => {
    expect(csv(rows, 'EUR')).toContain('2026-11-01,small,batch,,24.00,21.60,21.60,,\r\n');
    expect(csv(rows, 'EUR')).toContain('"org/large, v2"');
    expect(markdown(rows, 'EUR', '2026-11-01', '2026-11-02')).toContain(
      '| Total |  |  |  | 192.00 | 403.21 | 32.40 | 3400000 | 400000 |',
    );
  });
});
