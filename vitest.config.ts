import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Examples name the package as other programs do. */
const resolve = { alias: { 'llm-monitoring': join(import.meta.dirname, 'library.ts') } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/live/**', 'node_modules/**'],
          // Seconds of work take many times as long on a machine that is shared.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: 'live',
          include: ['tests/live/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
