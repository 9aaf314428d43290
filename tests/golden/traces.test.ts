import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { bundle } from '../../configs/bundle/index.ts';
import { handedOver, parseSettings, rawFromStackFile } from '../../configs/index.ts';
import { services } from '../../configs/services/index.ts';
import { recordedWith } from '../helpers/golden.ts';
import { audit } from '../helpers/policy.ts';

const ROOT = new URL('../../', import.meta.url);
const STACK_FILES = readdirSync(ROOT).filter((name) => /^Pulumi\.(dev|kind|staging|prod)\.yaml$/.test(name));
/** Words of the trace store, the protocol, the collector's components, the ports and the derived metrics. */
const TRACES = /tempo(?!rar)|otlp|otelcol|\b431[78]\b|traces_|vllm-requests/gi;

/**
 * A checked-in stack with other settings of traces.
 *
 * @param demo its load driver is one program, which sends no spans without the URL of a collector.
 */
function stackWith(file: string, traces: Record<string, unknown>, demo: boolean) {
  const raw = { ...rawFromStackFile(readFileSync(new URL(file, ROOT), 'utf8')), demo };
  const config = Object.entries({ ...raw, traces }).map(([key, value]) => [`llm-monitoring:${key}`, value]);
  return {
    files: bundle(parseSettings({ ...raw, traces })),
    resources: () => recordedWith(handedOver(stringify({ config: Object.fromEntries(config) }))),
  };
}

/** Places of a text that name something of traces, each with its surroundings. */
const found = (name: string, text: string) =>
  [...text.matchAll(TRACES)].map(
    ({ index }) => `${name}: …${text.slice(Math.max(0, index - 60), index + 30)}…`,
  );

it('reads all stack files', () => expect(STACK_FILES).toHaveLength(4));

it.each(STACK_FILES)('%s without traces has nothing of them in any file or resource', async (file) => {
  const { files, resources } = stackWith(file, { enabled: false, retention: '9d', grpcPort: 9999 }, false);
  expect(files.flatMap(({ path, text }) => found(path, path + text))).toEqual([]);
  const recorded = await resources();
  expect(recorded.length).toBeGreaterThan(40);
  expect(recorded.flatMap((resource) => found(resource.name, JSON.stringify(resource)))).toEqual([]);
});

it('gives the load driver no collector without traces', () => {
  const options = ({ demo, traces }: Record<string, unknown>) =>
    services(parseSettings({ demo, traces })).find(({ name }) => name === 'demo-backend')!.env[
      'DEMO_OPTIONS'
    ];
  expect(options({ demo: true, traces: { enabled: false } })).not.toContain('tracing');
  expect(options({ demo: true, traces: { enabled: true } })).toContain('tracing');
});

it.each(STACK_FILES)('%s with traces has them, and breaks no policy', async (file) => {
  const { files, resources } = stackWith(file, { enabled: true }, true);
  expect(files.flatMap(({ path, text }) => found(path, text)).length).toBeGreaterThan(10);
  const recorded = await resources();
  const tempo = recorded.filter(({ name }) => /tempo/.test(name));
  expect(tempo.length).toBeGreaterThan(3);
  const { containers, found: violations } = audit(tempo);
  expect(containers).toBeGreaterThan(0);
  expect(violations).toEqual([]);
});
