import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { layers } from './eslint-layers.js';

/** `configs/` holds content and stays free of resources: only its settings loader may know Pulumi. */
const pureContent = {
  files: ['configs/**/*.ts'],
  // The demo's load driver is a program of its own, that runs in a container.
  ignores: ['configs/settings/load.ts', 'configs/demo/driver/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['@pulumi/*', '@pulumiverse/*'],
            message: 'configs/ is pure: resources live in components/.',
          },
          { group: ['**/components/*'], message: 'configs/ must not import components/.' },
        ],
      },
    ],
    'no-restricted-globals': [
      'error',
      { name: 'process', message: 'Only configs/settings/load.ts reads the environment.' },
    ],
  },
};

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'coverage'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: [
      'examples/**',
      'cli/**',
      'lab/**',
      'docs/**',
      'scripts/**',
      'tests/**',
      '.ci/**',
      'configs/demo/driver/**',
    ],
    rules: { 'no-console': 'off' },
  },
  pureContent,
  ...layers,
);
