import { describe, expect, test } from 'vitest';
import { imageParts, mirrored } from '../../../configs/text/image-parts.ts';

describe('images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  test.each([
    ['grafana/loki:3.7.6', { registry: 'docker.io', repository: 'grafana/loki', tag: '3.7.6' }],
    ['localhost:5000/a/b:1', { registry: 'localhost:5000', repository: 'a/b', tag: '1' }],
    [
      `registry.example.com/b@${digest}`,
      { registry: 'registry.example.com', repository: 'b', tag: '', digest },
    ],
    [`ghcr.io/a/b:1@${digest}`, { registry: 'ghcr.io', repository: 'a/b', tag: '1', digest }],
  ])('%s', (reference, parts) => {
    expect(imageParts(reference)).toEqual(parts);
  });

  test('replaces only the registry by a mirror', () => {
    expect(mirrored(`ghcr.io/a/b:1@${digest}`, 'mirror:5000/x')).toBe(`mirror:5000/x/a/b:1@${digest}`);
    expect(mirrored('grafana/loki:3.7.6', undefined)).toBe('grafana/loki:3.7.6');
  });
});
