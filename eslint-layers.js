import { dirname, join, relative, resolve } from 'node:path';

const ROOT = import.meta.dirname;

/** The repository: content, resources, programs that use them, commands, experiments. Each imports only from those before it. */
const REPOSITORY = [
  'configs',
  'components',
  'index.ts',
  'library.ts',
  'examples',
  'policy',
  'plugin',
  'cli',
  'docs',
  'scripts',
  'lab',
  'tests',
];

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
  'tempo',
  'logs',
  'traces',
  'collector',
  'grafana',
  // Platforms.
  'services',
  'kubernetes',
  'bundle',
];

/** Reports an import from a lower layer to a higher one, and a layer below `root` that has no place in the order. */
function downwards(root, order) {
  const folder = relative(ROOT, root);
  const layerOf = (file) => {
    const path = relative(root, file);
    return path.startsWith('..') ? undefined : path.split('/')[0];
  };
  const create = (context) => {
    const from = layerOf(context.filename);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const to = layerOf(resolve(dirname(context.filename), source.value));
      if (from === to || to === undefined) return;
      const unlisted = [from, to].find((layer) => !order.includes(layer));
      if (unlisted === undefined && order.indexOf(to) < order.indexOf(from)) return;
      const message = unlisted
        ? `${join(folder, unlisted)} has no place in the order of layers in eslint-layers.js.`
        : `${join(folder, from)} is a lower layer than ${join(folder, to)} and must not import it (eslint-layers.js).`;
      context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  };
  return { meta: { type: 'problem', schema: [] }, create };
}

export const layers = [
  {
    files: REPOSITORY.map((name) => (name.endsWith('.ts') ? name : `${name}/**/*.ts`)),
    plugins: { repository: { rules: { downwards: downwards(ROOT, REPOSITORY) } } },
    rules: { 'repository/downwards': 'error' },
  },
  {
    files: ['configs/**/*.ts'],
    plugins: { layers: { rules: { downwards: downwards(join(ROOT, 'configs'), LAYERS) } } },
    rules: { 'layers/downwards': 'error' },
  },
];
