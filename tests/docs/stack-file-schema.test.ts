import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../configs/index.ts';
import { STACKS } from '../golden/stacks.ts';
import { ROOT } from './markdown.ts';

const SCHEMA = 'docs/stack-file.schema.json';
const validate = new Ajv({ allErrors: true }).compile(jsonSchema());

/** Paths of the errors in a stack file with these settings, each with what is wrong there. */
function errorsOf(file: unknown): string[] {
  validate(file);
  return (validate.errors ?? []).map(({ dataPath, message, params }) =>
    'additionalProperty' in params ? `${dataPath}: ${params.additionalProperty}` : `${dataPath}: ${message}`,
  );
}

const withSettings = (settings: Record<string, unknown>) =>
  errorsOf({
    config: Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`llm-monitoring:${key}`, value]),
    ),
  });

describe.each(STACKS)('Pulumi.%s.yaml', (stack) => {
  const text = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), 'utf8');

  it('names the schema for editors', () => {
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${SCHEMA}`);
  });

  it('is valid against it', () => {
    expect(errorsOf(parse(text))).toEqual([]);
  });
});

describe('the schema of stack files', () => {
  it.each([
    ['a section', { promteheus: {} }, 'llm-monitoring:promteheus'],
    ['a nested key', { prometheus: { retension: '1d' } }, 'retension'],
    ['a key of a list', { targets: [{ name: 'a', endpoints: ['a:1'], pth: '/m' }] }, 'pth'],
    ['an alert rule', { alerts: { rules: { VLLMQueueGrow: {} } } }, 'VLLMQueueGrow'],
  ])('rejects a misspelled name of %s', (_, settings, name) => {
    expect(withSettings(settings)).toEqual([expect.stringMatching(new RegExp(`: ${name}$`))]);
  });

  it.each([
    ['a type', { prometheus: { port: 'x' } }],
    ['a range', { slo: { ttft: { objective: 2 } } }],
    ['a pattern', { images: { grafana: 'grafana/grafana:latest' } }],
    ['a missing key', { targets: [{ name: 'a' }] }],
  ])('rejects %s', (_, settings) => {
    expect(withSettings(settings)).not.toEqual([]);
  });

  it('rejects unknown keys beside config', () => {
    expect(errorsOf({ config: {}, confg: {} })).toEqual([': confg']);
  });

  it('accepts encrypted values, keys of other namespaces and what Pulumi saves', () => {
    const settings = { 'llm-monitoring:grafana': { adminPassword: { secure: 'v1:x' } }, 'aws:region': 'eu' };
    expect(errorsOf({ encryptionsalt: 'v1:x', config: settings })).toEqual([]);
  });
});
