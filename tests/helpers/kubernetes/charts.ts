import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Manifest, Release } from '../../../configs/kubernetes/index.ts';
import { CHARTS } from '../../../configs/versions.ts';

/** Kubernetes version that charts are rendered for. */
const KUBERNETES = '1.35.0';

/** The folder in `LLM_MONITORING_CHARTS`, if it contains every chart as `<name>-<version>.tgz`. */
export function findCharts(): string | undefined {
  const folder = process.env['LLM_MONITORING_CHARTS'];
  if (folder === undefined) return undefined;
  const files = Object.entries(CHARTS).map(([name, { version }]) => join(folder, `${name}-${version}.tgz`));
  return files.every((file) => existsSync(file)) ? folder : undefined;
}

/** Objects of a release, as rendered by Helm. */
export function rendered(
  charts: string,
  { name, chart }: Release,
  namespace: string,
  values: unknown,
): Manifest[] {
  const file = chart.chart
    .split('/')
    .at(-1)!
    .replace(/-\d.*$|\.tgz$/, '');
  const { stdout, stderr, status } = spawnSync(
    'helm',
    [
      'template',
      name,
      join(charts, `${file}-${chart.version}.tgz`),
      '--namespace',
      namespace,
      '--kube-version',
      KUBERNETES,
      '--api-versions',
      'monitoring.coreos.com/v1',
      '--values',
      '-',
    ],
    { input: stringify(values, { version: '1.1' }), encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`helm template ${name}: ${stderr}`);
  return parseAllDocuments(stdout, { version: '1.1', merge: true })
    .map((document) => document.toJS({ maxAliasCount: -1 }) as Manifest | null)
    .filter((manifest) => manifest !== null);
}
