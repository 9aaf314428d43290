import { dirname, relative, resolve } from 'node:path';

const CONFIGS = resolve(import.meta.dirname, 'configs');

/** Folders and files of `configs/`, each of which imports only from those before it (docs/architecture.md). */
const LAYERS = [
  // Text and facts.
  'text',
  'versions.ts',
  'image-contents.ts',
  'chart-keys.ts',
  'vllm',
  'exporters',
  'demo',
  'stack',
  'objectives',
  // Configuration, and the servers that follow from it.
  'settings',
  'inventory',
  // Queries.
  'promql',
  'logql',
  // Recorded series, alerts and dashboards.
  'recording',
  'slo',
  'capacity',
  'rules',
  // The settings, which name the rules.
  'index.ts',
  'load.ts',
  'dashboards',
  // Configurations of the servers.
  'alertmanager',
  'loki',
  'prometheus',
  'existing',
  'logs',
  'grafana',
  // Platforms.
  'services',
  'kubernetes',
  'bundle',
];

const layerOf = (file) => {
  const path = relative(CONFIGS, file);
  return path.startsWith('..') ? undefined : path.split('/')[0];
};

/** Reports an import of `configs/` from a lower layer to a higher one, and a layer that has no place in the order. */
const downwards = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = layerOf(context.filename);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const to = layerOf(resolve(dirname(context.filename), source.value));
      if (from === to || to === undefined) return;
      const unlisted = [from, to].find((layer) => !LAYERS.includes(layer));
      if (unlisted === undefined && LAYERS.indexOf(to) < LAYERS.indexOf(from)) return;
      const message = unlisted
        ? `configs/${unlisted} has no place in the order of layers in eslint-layers.js.`
        : `configs/${from} is a lower layer than configs/${to} and must not import it (eslint-layers.js).`;
      context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export const layers = {
  files: ['configs/**/*.ts'],
  plugins: { layers: { rules: { downwards } } },
  rules: { 'layers/downwards': 'error' },
};
