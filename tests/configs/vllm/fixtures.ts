import { readdirSync, readFileSync } from 'node:fs';
import { parseExposition, type Family } from './exposition.ts';
import { compareVersions, type Version } from '../../../configs/vllm/index.ts';

const folder = new URL('../../fixtures/vllm/', import.meta.url);

export function readFixture(file: string): readonly Family[] {
  return parseExposition(readFileSync(new URL(file, folder), 'utf8'));
}

/** Releases with exposition text generated from vLLM's own definitions, oldest first. */
export const madeVersions: readonly Version[] = readdirSync(folder)
  .flatMap((file) => /^made-(\d+\.\d+\.\d+)\.prom$/.exec(file)?.[1] ?? [])
  .map((version) => version as Version)
  .sort(compareVersions);

/** Captures of a real server. */
export const captures = ['vllm-0.32.0-idle.prom', 'vllm-0.32.0-loaded.prom'] as const;
