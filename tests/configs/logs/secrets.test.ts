import { describe, expect, test, it } from 'vitest';
import { collect } from './corpus.ts';
import { KEYS, NORMAL, SECRETS } from './secrets.ts';

describe('secrets', () => {
  test.each(SECRETS)('are taken out of %j', (line, ...secrets) => {
    const [entry] = collect([line]).entries;
    for (const secret of secrets) expect(entry?.line).not.toContain(secret);
    expect(entry?.line).toContain('<redacted>');
    expect(collect([line], { redact: false }).entries[0]?.line).toBe(line);
  });

  test.each(NORMAL)('are not seen in %j', (line) => {
    expect(collect([line]).entries[0]?.line).toBe(line);
  });

  test.each(KEYS)('are taken out of the lines of a key: %j', (lines, secrets) => {
    const text = collect(lines)
      .entries.map(({ line }) => line)
      .join('\n');
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toMatch(/^INFO: before\n[^]*<redacted>[^]*\nINFO: after$/);
  });

  it('are no base64 without the first line of a key', () => {
    const lines = [
      'INFO: digest',
      'c2hhMjU2OjRmM2E5YjFjMmQ0ZTVmNmE3YjhjOWQwZTFmMmEzYjRj',
      'v1',
      'INFO: after',
    ];
    expect(collect(lines).entries.map(({ line }) => line)).toEqual(lines);
  });

  it('are also what the configuration says', () => {
    const [entry] = collect(['id acme_0123 end'], { redactPatterns: ['(acme_[0-9]+)'] }).entries;
    expect(entry?.line).toBe('id <redacted> end');
  });
});
