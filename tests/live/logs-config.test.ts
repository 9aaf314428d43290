import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { alloyConfig } from '../../configs/collector/index.ts';
import { lokiConfig } from '../../configs/loki/config.ts';
import { parseSettings } from '../../configs/index.ts';
import { describeWith } from '../helpers/tools.ts';

/** Every branch of the configurations once. */
const SETTINGS = [
  {},
  {
    logs: {
      include: ['vllm-.*'],
      files: [{ path: '/var/log/vllm/*.log', service: 'vllm-api', model: 'a/b' }],
      redactPatterns: ['(acme_[0-9]+)'],
      dropPrompts: true,
      tenant: 'llm',
    },
    loki: { retention: '30d', memory: '4GiB' },
  },
  {
    loki: { existing: { url: 'https://loki.example.com', auth: { bearer: 'x' }, tls: { serverName: 'x' } } },
  },
] as const;

describeWith(['loki'], 'Loki itself', () => {
  test.each(SETTINGS)('accepts the configuration of %j', (raw) => {
    withFile('loki.yml', stringify(lokiConfig(parseSettings(raw))), (file) => {
      expectSuccess('loki', '-verify-config', `-config.file=${file}`);
    });
  });
});

describeWith(['alloy'], 'Alloy itself', () => {
  test.each(SETTINGS)('accepts the configuration of %j, and formats it identically', (raw) => {
    withFile('config.alloy', alloyConfig(parseSettings(raw)), (file) => {
      expectSuccess('alloy', 'validate', file);
      expectSuccess('alloy', 'fmt', '--test', file);
    });
  });
});

function expectSuccess(command: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
}

function withFile(name: string, text: string, use: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-'));
  try {
    writeFileSync(join(folder, name), text);
    use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
