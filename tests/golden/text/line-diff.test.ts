import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from './line-diff.ts';

const text = (...lines: readonly string[]) => lines.join('\n');

describe('the line diff', () => {
  it('shows changes below their keys, and the line before an insertion', () => {
    const from = text('a:', '  b: 1', '  c: 2', '  d: 3', '  e: 4', 'f:', '  g: 5', '  h: 6');
    const to = text('a:', '  b: 1', '  c: 2', '  d: 30', '  e: 4', 'f:', '  g: 5', '  h: 6', '  i: 7');
    expect(lineDiff(from, to)).toBe(
      text('@@ a:', '-   d: 3', '+   d: 30', '@@ f:', '    h: 6', '+   i: 7', ''),
    );
  });

  it('names the keys of neighboring changes once', () => {
    expect(lineDiff('a:\n  b: 1\n  c: 2\n  d: 3', 'a:\n  c: 2\n  d: 4')).toBe(
      '@@ a:\n-   b: 1\n-   d: 3\n+   d: 4\n',
    );
  });

  it('names the manifest of a change', () => {
    const manifest = (name: string, port: number) =>
      text('kind: Service', 'metadata:', `  name: ${name}`, 'spec:', `  port: ${port}`);
    const before = text(manifest('a', 1), '---', manifest('b', 1));
    const inFirst = lineDiff(before, text(manifest('a', 2), '---', manifest('b', 1)));
    const inSecond = lineDiff(before, text(manifest('a', 1), '---', manifest('b', 2)));
    expect(inFirst).toContain('@@ name: a');
    expect(inSecond).toContain('@@ name: b');
  });

  it('is empty without changes, and only then', () => {
    const lines = fc
      .array(fc.constantFrom('a', 'b', '  c', ''), { maxLength: 8 })
      .map((all) => all.join('\n'));
    fc.assert(fc.property(lines, lines, (from, to) => (lineDiff(from, to) === '') === (from === to)));
    expect(lineDiff('a\nb', 'b')).toBe('@@\n- a\n');
  });
});
