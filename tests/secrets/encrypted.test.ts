import { stringify } from 'yaml';
import { expect, it, vi } from 'vitest';
import { bundle } from '../../configs/bundle/index.ts';
import { parseSettings, rawFromStackFile } from '../../configs/index.ts';
import { Planted } from '../helpers/planted.ts';
import { plantedStacks } from '../helpers/planted-stacks.ts';

// Every stack is built, and its whole content searched.
vi.setConfig({ testTimeout: 60_000 });

const planted = new Planted();

/** As stored in the stack file by `config set --secret`. */
function encrypted(value: unknown): unknown {
  if (typeof value === 'string' && planted.in(value).length > 0) return { secure: 'AAABAB' };
  if (Array.isArray(value)) return value.map(encrypted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encrypted(inner)]));
}

it.each(Object.entries(plantedStacks(planted)))(
  'the stack %s can be read and rendered without the passphrase of its secrets',
  (_, settings) => {
    const entries = Object.entries(settings).map(([key, value]) => [
      `llm-monitoring:${key}`,
      encrypted(value),
    ]);
    const text = stringify({ config: Object.fromEntries(entries) });
    expect(text).toContain('secure');
    expect(planted.in(text)).toEqual([]);
    const files = bundle(parseSettings(rawFromStackFile(text)));
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => planted.in(file.text).length > 0)).toEqual([]);
  },
);
