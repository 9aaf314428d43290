import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rawFromPulumi } from '../../../configs/load.ts';
import { encryptionOf, rawFromStackFile, settingsFromStackFile } from '../../../configs/index.ts';

describe('a stack file', () => {
  it('means the same before and after Pulumi has saved it', () => {
    const written = 'config:\n  llm-monitoring:demo: true\n  llm-monitoring:name: a\n';
    const saved = 'config:\n  llm-monitoring:demo: "true"\n  llm-monitoring:name: a\nencryptionsalt: v1:x\n';
    expect(rawFromStackFile(saved)).toEqual({ demo: true, name: 'a' });
    expect(rawFromStackFile(written)).toEqual(rawFromStackFile(saved));
  });

  it('means what the engine hands over', () => {
    const text = 'config:\n  llm-monitoring:demo: true\n  llm-monitoring:grafana: { port: 3001 }\n';
    const handed = {
      'llm-monitoring:demo': 'true',
      'llm-monitoring:grafana': '{"port":3001}',
      'other:key': 'x',
    };
    expect(rawFromStackFile(text)).toEqual(rawFromPulumi(handed));
  });

  it('puts a placeholder in place of what is encrypted, at any depth', () => {
    const text = [
      'config:',
      '  llm-monitoring:grafana: { adminPassword: { secure: AAA } }',
      '  llm-monitoring:targets: [{ auth: { bearer: { secure: BBB } } }]',
    ].join('\n');
    expect(rawFromStackFile(text)).toEqual({
      grafana: { adminPassword: 'REPLACE_ME' },
      targets: [{ auth: { bearer: 'REPLACE_ME' } }],
    });
  });
});

it('takes a key without a namespace for one of the project, as Pulumi does', () => {
  expect(rawFromStackFile('config:\n  demo: true\n  aws:region: eu-central-1\n')).toEqual({ demo: true });
});

describe('a stack file that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-stack-file-'));
  const file = join(folder, 'Pulumi.dev.yaml');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [
      'no YAML',
      'config:\n  llm-monitoring:demo: true: false\n',
      /^Pulumi\.dev\.yaml is not valid YAML: Nested mappings .* at line 2, column 24:\n\n {2}llm-monitoring:demo/,
    ],
    [
      'a key twice',
      'config:\n  llm-monitoring:demo: true\n  llm-monitoring:demo: false\n',
      /^Pulumi\.dev\.yaml is not valid YAML: Map keys must be unique at line 3, column 3:/,
    ],
    [
      'a list of settings',
      'config:\n  - llm-monitoring:demo\n',
      /^Pulumi\.dev\.yaml: expected a map "config:" of settings, found \["llm-monitoring:demo"\]$/,
    ],
    [
      'something else altogether',
      'hello\n',
      /^Pulumi\.dev\.yaml: expected a map "config:" of settings, found "hello"$/,
    ],
    [
      'a misspelled top-level key',
      'confg:\n  llm-monitoring:demo: true\n',
      /^Invalid configuration in Pulumi\.dev\.yaml:\n {2}confg: unknown key "confg"; did you mean "config"\?$/,
    ],
    [
      'settings outside "config:"',
      'llm-monitoring:demo: true\n',
      /\n {2}llm-monitoring:demo: unknown key "llm-monitoring:demo"; move it below "config:"$/,
    ],
    [
      'a misspelled namespace and a misspelled key',
      'config:\n  llm-monitorng:demo: true\n  llm-monitoring:dmo: true\n',
      /^Invalid configuration in Pulumi\.dev\.yaml \(2 errors\):\n {2}llm-monitorng:demo: .*; did you mean "llm-monitoring:demo"\?\n {2}llm-monitoring:dmo: unknown key "dmo"; did you mean "demo"\?$/,
    ],
    [
      'a misspelled key without a namespace',
      'config:\n  targetz: []\n',
      /\n {2}llm-monitoring:targetz: unknown key "targetz"; did you mean "targets"\?$/,
    ],
    [
      'a key that resembles nothing',
      'config:\n  llm-monitoring:alerts: { pager: 1 }\n',
      /\n {2}llm-monitoring:alerts\.pager: unknown key "pager"; allowed: engine, /,
    ],
  ])('%s', (_, text, message) => {
    writeFileSync(file, text);
    expect(() => settingsFromStackFile(file)).toThrow(message);
  });

  it('is not one that is empty, or configures other packages too', () => {
    writeFileSync(file, '');
    expect(settingsFromStackFile(file).name).toBe('llm-monitoring');
    writeFileSync(
      file,
      'secretsprovider: passphrase\nconfig:\n  pulumi:x: [docker]\n  kubernetes:context: kind\n',
    );
    expect(settingsFromStackFile(file).name).toBe('llm-monitoring');
  });
});

describe('the encryption of a stack file', () => {
  it.each([
    ['config:\n  llm-monitoring:demo: true\n', { encrypted: false }],
    ['encryptionsalt: v1:a:v1:b:c\n', { encrypted: false, salt: 'v1:a:v1:b:c' }],
    ['secretsprovider: awskms://x\nencryptionsalt: v1:a:v1:b:c\n', { encrypted: false }],
    ['config:\n  llm-monitoring:grafana: { adminPassword: { secure: AAA } }\n', { encrypted: true }],
  ])('of %j', (text, expected) => {
    expect(encryptionOf(text)).toEqual(expected);
  });
});
