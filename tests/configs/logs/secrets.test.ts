import { describe, expect, test, it } from 'vitest';
import { collect } from './corpus.ts';
import { NORMAL, SECRETS } from './secrets.ts';

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

  it('are also what the configuration says', () => {
    const [entry] = collect(['id acme_0123 end'], { redactPatterns: ['(acme_[0-9]+)'] }).entries;
    expect(entry?.line).toBe('id <redacted> end');
  });
});
