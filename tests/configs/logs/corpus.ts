import { readFileSync } from 'node:fs';
import { pipeline } from '../../../configs/logs/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { type Outcome, run } from './interpreter.ts';

const FIXTURES = new URL('../../fixtures/logs/', import.meta.url);

/** Versions of vLLM whose format has a file of the corpus. */
export const VERSIONS = ['0.8.5', '0.10.2', '0.20.0', '0.33.0', '0.33.0-json'];

/** The lines of a file of the corpus, as Alloy's source passes them on: no line ends, no empty lines. */
export function corpus(file: string): string[] {
  return readFileSync(new URL(file, FIXTURES), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '');
}

/** What the pipeline makes of lines that one container prints on one output. */
export function collect(lines: readonly string[], logs: Record<string, unknown> = {}): Outcome {
  return run(
    pipeline(parseSettings({ logs })),
    lines.map((line) => ({ line, labels: { container: 'vllm', stream: 'stdout' } })),
  );
}
