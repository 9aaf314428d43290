import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { stringify } from 'yaml';
import { alloyConfig } from '../../configs/logs/index.ts';
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
  test.each(SETTINGS)('takes the configuration of %j', (raw) => {
    withFile('loki.yml', stringify(lokiConfig(parseSettings(raw))), (file) =>
      execFileSync('loki', ['-verify-config', `-config.file=${file}`], { stdio: 'pipe' }),
    );
  });
});

describeWith(['alloy'], 'Alloy itself', () => {
  test.each(SETTINGS)('takes the configuration of %j, and would write it the same way', (raw) => {
    withFile('config.alloy', alloyConfig(parseSettings(raw)), (file) => {
      execFileSync('alloy', ['validate', file], { stdio: 'pipe' });
      execFileSync('alloy', ['fmt', '--test', file], { stdio: 'pipe' });
    });
  });
});

function withFile(name: string, text: string, use: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-'));
  try {
    writeFileSync(join(folder, name), text);
    use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
