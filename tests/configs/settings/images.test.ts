import { describe, expect, test } from 'vitest';
import { parseSettings, SettingsError } from '../../../configs/index.ts';
import { IMAGES, type ImageName } from '../../../configs/versions.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const withImage = (image: unknown) => parseSettings({ images: { grafana: image } });

describe('images.*', () => {
  test.each([
    'grafana/grafana:12.4.12',
    'grafana:12',
    'registry.example.com/team/grafana:12.4.12-ubuntu',
    'registry.example.com:5000/grafana:v1_2.3',
    'localhost/grafana:1',
    'localhost:5000/a/b/c__d-e.f:1',
    `grafana/grafana@${DIGEST}`,
    `registry.example.com:5000/grafana/grafana@${DIGEST}`,
    `grafana/grafana:12.4.12@${DIGEST}`,
    `grafana/grafana:latest@${DIGEST}`,
  ])('takes %s', (image) => {
    expect(withImage(image).images.grafana).toBe(image);
  });

  test.each([
    '',
    'grafana/grafana',
    'grafana/grafana:',
    'grafana/grafana:latest',
    'registry.example.com:5000/grafana',
    'registry.example.com:5000/grafana:latest',
    'grafana/Grafana:1',
    'grafana//grafana:1',
    '/grafana:1',
    'https://registry.example.com/grafana:1',
    'grafana/grafana:1 ',
    `grafana/grafana:${'1'.repeat(129)}`,
    'grafana/grafana@sha256:0123',
    `grafana/grafana@${DIGEST.toUpperCase()}`,
    `grafana/grafana@sha512:${'0'.repeat(128)}`,
    `grafana/grafana@${DIGEST}:12`,
    12,
    null,
  ])('refuses %j', (image) => {
    expect(() => withImage(image)).toThrow(SettingsError);
    expect(() => withImage(image)).toThrow(
      'expected an image with a tag other than "latest", or with a digest. Example: "registry.example.com/grafana/grafana:',
    );
  });

  test.each([
    ['grafana', 'grafana/grafana:12.4.12-distroless', 'docker', true],
    ['grafana', `grafana/grafana:12.4.12-distroless@${DIGEST}`, 'kubernetes', true],
    ['nodeExporter', 'prom/node-exporter:v1.12.1-distroless', 'docker', true],
    ['nodeExporter', 'prom/node-exporter:v1.12.1-distroless', 'kubernetes', false],
    ['prometheus', 'prom/prometheus:v3.13.5-distroless', 'docker', false],
    ['grafana', 'registry.example.com/grafana-distroless/grafana:12.4.12', 'docker', false],
  ])('of %s, %s on %s lacks a shell that is needed: %s', (name, image, backend, refused) => {
    const parse = () => parseSettings({ backend, images: { [name]: image } });
    if (refused) expect(parse).toThrow(`llm-monitoring:images.${name}: found "${image}", which has no shell`);
    else expect(parse).not.toThrow();
  });

  describe('Grafana 13 with kubernetes.prometheus.longTerm.kind amp', () => {
    const longTerm = { kind: 'amp', region: 'eu-central-1', workspaceId: 'ws-1' };
    const amp = { backend: 'kubernetes', kubernetes: { prometheus: { longTerm } } };
    const parse = (image: string, others: object = {}) =>
      parseSettings({ ...amp, images: { grafana: image }, ...others });

    test.each([
      'grafana/grafana:13.2.3',
      'grafana:13',
      'registry.example.com:5000/grafana:v14.0.0',
      `grafana/grafana:13.0.1-ubuntu@${DIGEST}`,
    ])('is one error for %s', (image) => {
      expect(() => parse(image)).toThrow(
        `Invalid configuration:\n  llm-monitoring:images.grafana: found "${image}" together with ` +
          'kubernetes.prometheus.longTerm.kind "amp", expected Grafana 12, because Grafana 13 queries Amazon Managed Service ' +
          `for Prometheus only through a plugin that it would have to download. Example: "${IMAGES.grafana}"`,
      );
    });

    test.each([
      IMAGES.grafana,
      'grafana:12',
      `grafana/grafana@${DIGEST}`,
      'registry.example.com:5000/grafana:main-13',
      'registry.example.com/grafana-13:12.4.12',
      'registry.example.com/grafana:20261001',
    ])('is no error for %s', (image) => {
      expect(parse(image).images.grafana).toBe(image);
    });

    const existing = { existing: { url: 'https://example.com' } };
    test.each<[what: string, others: object]>([
      ['another store', { kubernetes: {} }],
      ['an external Grafana', { grafana: existing }],
      ['an external Prometheus', { prometheus: existing }],
      ['Docker, which has no long-term store', { backend: 'docker' }],
    ])('does not concern %s', (_, others) => {
      expect(() => parse('grafana/grafana:13.2.3', others)).not.toThrow();
    });
  });

  test('a key that is no image names the ones that are', () => {
    expect(() => parseSettings({ images: { graphana: 'a:1' } })).toThrow(
      'llm-monitoring:images.graphana: unknown key "graphana"; did you mean "grafana"?',
    );
  });

  test.each(Object.entries(IMAGES))('%s has a default that is itself allowed', (name, image) => {
    expect(parseSettings({ images: { [name]: image } }).images[name as ImageName]).toBe(image);
  });
});
