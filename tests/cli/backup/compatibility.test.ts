import { expect, test } from 'vitest';
import { parseSettings } from '../../../configs/index.ts';
import { matchArchives, versionOf } from '../../../cli/backup/compatibility.ts';
import { statefulServices } from '../../../cli/backup/stateful.ts';

const archiveOf = (service: string, image: string) => ({
  service,
  image,
  volume: `${service}-data`,
  stoppedSeconds: 1,
  file: `${service}-data.tar.gz`,
  bytes: 1,
  sha256: '0'.repeat(64),
});

const services = statefulServices(parseSettings({ images: { grafana: 'grafana/grafana:12.3.0' } }));
const match = (service: string, image: string) => matchArchives([archiveOf(service, image)], services);

test.each([
  ['prom/prometheus:v3.13.5', { major: 3, minor: 13 }],
  ['mirror:5000/grafana/loki:3.7.6@sha256:0123abc', { major: 3, minor: 7 }],
  ['grafana/grafana:12.3', { major: 12, minor: 3 }],
  ['grafana/grafana:12.3.0-ubuntu', { major: 12, minor: 3 }],
  ['grafana/grafana:latest', undefined],
  ['mirror:5000/grafana', undefined],
  ['grafana/grafana@sha256:0123', undefined],
])('the version of %s', (image, version) => {
  expect(versionOf(image)).toEqual(version);
});

test.each(['grafana/grafana:12.3.0', 'grafana/grafana:12.3.9', 'mirror/grafana:12.0.1'])(
  'data of %s are taken by 12.3.0',
  (image) => {
    expect(match('grafana', image)[0]?.service.container).toBe('llm-monitoring-grafana');
  },
);

test.each([
  ['grafana/grafana:11.6.0', /from major version 11 .* the stack runs 12/],
  ['grafana/grafana:13.0.0', /from major version 13 .* the stack runs 12/],
  ['grafana/grafana:12.4.0', /newer than grafana\/grafana:12.3.0 of the stack/],
  ['grafana/grafana:latest', /is not part of "grafana\/grafana:latest"/],
])('data of %s are refused by 12.3.0', (image, message) => {
  expect(() => match('grafana', image)).toThrow(message);
});

test('data of a server that the stack does not run are refused', () => {
  expect(() => match('mimir', 'grafana/mimir:3.0.0')).toThrow(/mimir, which this stack does not run/);
});

test('Alloy is copied before Loki, so that lines between the two are read again', () => {
  const names = services.map(({ name }) => name);
  expect(names[0]).toBe('alloy');
  expect(names.toSorted()).toEqual(['alloy', 'grafana', 'loki', 'prometheus']);
});

test('servers that somebody else runs are not backed up', () => {
  const some = parseSettings({ prometheus: { existing: { url: 'http://prometheus.example.org' } } });
  expect(statefulServices(some).map(({ name }) => name)).not.toContain('prometheus');
});
