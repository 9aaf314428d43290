import * as pulumi from '@pulumi/pulumi';
import type * as z from 'zod';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { LlmMonitoring } from '../../components/llm-monitoring.ts';
import { elementOf, layers, shapeOf, variantsOf } from '../../configs/settings/notes.ts';
import { Secret, sections } from '../../configs/index.ts';
import { planText } from '../../cli/plan/plan-text.ts';
import { isSecret, plain, Recorder } from '../helpers/mocks.ts';
import { audit } from '../helpers/policy.ts';
import { Planted } from '../helpers/planted.ts';
import { plantedStacks } from '../helpers/planted-stacks.ts';

// Every stack is built, and its whole content searched.
vi.setConfig({ testTimeout: 60_000 });

const planted = new Planted();
const recorder = new Recorder();

beforeAll(async () => {
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:2375';
  await recorder.start();
  for (const [name, settings] of Object.entries(plantedStacks(planted)))
    new LlmMonitoring(name, { settings });
  await pulumi.runtime.disconnect();
}, 120_000);

/** Plain text content of the state. */
function open(value: unknown): unknown {
  if (isSecret(value)) return '[secret]';
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
}

describe('the registered resources', () => {
  it('contain secrets only as Pulumi secrets', () => {
    const found = recorder.resources.flatMap(({ type, name, inputs }) =>
      planted.in(JSON.stringify(open(inputs))).map((secret) => `${secret} in ${type} ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('print a plan without secrets', () => {
    const plan = planText(recorder.resources);
    expect(plan).toContain('[secret]');
    expect(planted.in(plan)).toEqual([]);
  });

  it('violate no rule of the policy pack', () => {
    const { found, secrets } = audit(recorder.resources);
    expect(secrets).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  it('use every secret, so that the search could have found it', () => {
    const used = recorder.resources.flatMap(({ inputs }) => planted.in(JSON.stringify(plain(inputs))));
    expect([...planted.texts.keys()].filter((name) => !used.includes(name))).toEqual([]);
  });
});

/** One text for each secret of the schema. */
const TEXTS = ['https://a.example.com', '-----BEGIN PRIVATE KEY-----\n'];

/** Every key of a secret; the kind replaces the index in a list of variants. */
function* secretKeys(schema: z.core.$ZodType, key: string): Generator<string> {
  const element = elementOf(schema);
  if (element) yield* secretKeys(element, `${key}[]`);
  for (const layer of layers(schema)) {
    const { valueType } = layer._zod.def as { valueType?: z.core.$ZodType };
    if (valueType) yield* secretKeys(valueType, key);
  }
  const variants = variantsOf(schema);
  for (const variant of variants.length > 0 ? variants : [schema]) {
    const shape = shapeOf(variant);
    const kind = key.endsWith('contactPoints[]') ? [...valuesOf(shape!['kind']!)] : [];
    for (const [name, child] of Object.entries(shape ?? {})) {
      yield* secretKeys(child, [key, ...kind, name].join('.'));
    }
  }
  const taken = TEXTS.map((text) => (schema as z.ZodType).safeParse(text));
  if (taken.some(({ data }) => data instanceof Secret)) yield key;
}

function* valuesOf(schema: z.core.$ZodType): Generator<string> {
  for (const layer of layers(schema)) {
    yield* (layer._zod.def as { values?: string[] }).values ?? [];
  }
}

it('plants every secret of the schema', () => {
  const keys = Object.entries(sections).flatMap(([name, schema]) => [...secretKeys(schema, name)]);
  const names = [...planted.texts.keys()].map((name) => name.replace(/ \(.*\)/, ''));
  expect(keys.length).toBeGreaterThan(30);
  expect([...new Set(names)].sort()).toEqual([...new Set(keys)].sort());
});

describe('the search', () => {
  it.each([
    (text: string) => text,
    (text: string) => JSON.stringify({ a: `b ${text}` }),
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => Buffer.from(`a:${text}`).toString('base64'),
    (text: string) => Buffer.from(`user ${text} and more`).toString('base64'),
  ])('finds a secret %#', (hide) => {
    expect(planted.in(hide(planted.texts.get('grafana.adminPassword')!))).toEqual(['grafana.adminPassword']);
    expect(planted.in(JSON.stringify(hide(planted.texts.get('loki.tls.key')!)))).toContain('loki.tls.key');
  });
});
