import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkPassphrase } from '../../../cli/stack/passphrase.ts';

/** Of the passphrase "password": pulumi `pkg/secrets/passphrase/manager_test.go`. */
const SALT = 'encryptionsalt: v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==\n';
const SECRET = 'config:\n  llm-monitoring:grafana: { adminPassword: { secure: "v1:a:b" } }\n';

const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-passphrase-'));
const stackFile = join(folder, 'Pulumi.dev.yaml');
const passphraseFile = join(folder, 'passphrase');
writeFileSync(passphraseFile, 'password\n');
afterAll(() => rmSync(folder, { recursive: true }));

function check(text: string, environment: Record<string, string>): () => void {
  writeFileSync(stackFile, text);
  return () => checkPassphrase(stackFile, environment);
}

/** A back end of the person, and an empty home. */
const own = { PULUMI_BACKEND_URL: 'file:///srv/state', PULUMI_HOME: folder };

describe('the passphrase of a stack file', () => {
  it.each([
    ['in a variable', { ...own, PULUMI_CONFIG_PASSPHRASE: 'password' }],
    ['in a file', { ...own, PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile }],
    [
      'of the variable, which comes before the file',
      {
        ...own,
        PULUMI_CONFIG_PASSPHRASE: 'password',
        PULUMI_CONFIG_PASSPHRASE_FILE: '/nowhere',
      },
    ],
  ])('is right: %s', (_, environment) => {
    expect(check(SECRET + SALT, environment)).not.toThrow();
  });

  it.each([
    [
      'wrong',
      { ...own, PULUMI_CONFIG_PASSPHRASE: 'password123' },
      /^Wrong passphrase: it does not decrypt the secrets in Pulumi\.dev\.yaml$/,
    ],
    ['missing', own, /^Pulumi\.dev\.yaml is encrypted with a passphrase, but none is set$/],
    ['in a file that does not exist', { ...own, PULUMI_CONFIG_PASSPHRASE_FILE: '/nowhere' }, /none is set$/],
  ])('is %s', (_, environment, message) => {
    expect(check(SECRET + SALT, environment)).toThrow(message);
  });

  it('is not needed by a file without one', () => {
    expect(check('config: {}\n', { PULUMI_HOME: folder })).not.toThrow();
    expect(check(SECRET, { ...own })).not.toThrow();
  });

  it('does not decrypt secrets of another back end', () => {
    expect(check(SECRET, { PULUMI_HOME: folder })).toThrow(
      /^Pulumi\.dev\.yaml has secrets that were encrypted by another Pulumi back end$/,
    );
  });

  it.each(['v1:x', 'v1:fozI5u6B030=:v1:F+6ZduL:PGM=', 'nonsense'])('fits no broken salt: %s', (salt) => {
    const environment = { ...own, PULUMI_CONFIG_PASSPHRASE: 'password' };
    expect(check(`encryptionsalt: ${salt}\n`, environment)).toThrow(/^Wrong passphrase/);
  });
});
