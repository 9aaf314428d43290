import { CHARTS, type ChartName } from '../versions.ts';
import type { Settings } from '../settings/index.ts';
import { isManaged } from '../inventory/managed.ts';
import { alloyValues } from './alloy-values.ts';
import { grafanaValues } from './grafana-values.ts';
import { lokiValues } from './loki-values.ts';
import { deepMerge } from '../text/deep-merge.ts';
import { namesOf } from '../inventory/kubernetes.ts';
import { prometheusValues } from './prometheus-values.ts';

/** A Helm release as data. */
export interface Release {
  /** Release name in the cluster. */
  readonly name: string;
  readonly part: 'definitions' | 'prometheus' | 'loki' | 'grafana' | 'alloy';
  readonly chart: ChartLocation;
  readonly values: Readonly<Record<string, unknown>>;
  /** True if its disks contain data that cannot be recreated. */
  readonly stateful: boolean;
}

/** Location of a chart: an OCI or file reference, or a name in a repository. */
interface ChartLocation {
  readonly chart: string;
  readonly version: string;
  readonly repository?: string;
}

/** The releases, in dependency order. */
export function releases(settings: Settings): Release[] {
  const { kubernetes } = settings;
  const names = namesOf(settings);
  const release = (
    part: Release['part'],
    name: string,
    chart: ChartName,
    values: Release['values'],
    stateful = false,
  ): Release => ({
    name,
    part,
    chart: chartLocation(settings, chart),
    values: deepMerge(values, kubernetes.helmValues[part] ?? {}),
    stateful,
  });
  return [
    ...(isManaged(settings, 'operator')
      ? [release('definitions', names.definitions, 'prometheus-operator-crds', {}, true)]
      : []),
    ...(isManaged(settings, 'prometheus')
      ? [release('prometheus', names.operator, 'kube-prometheus-stack', prometheusValues(settings), true)]
      : []),
    ...(isManaged(settings, 'loki') ? [release('loki', names.loki, 'loki', lokiValues(settings), true)] : []),
    ...(isManaged(settings, 'grafana')
      ? [release('grafana', names.grafana, 'grafana', grafanaValues(settings), !kubernetes.grafana.database)]
      : []),
    ...(isManaged(settings, 'alloy') ? [release('alloy', names.alloy, 'alloy', alloyValues(settings))] : []),
  ];
}

/** The chart's own registry, or the mirror of all charts: `oci://…/name`, a repository, or `name-version.tgz` in a folder. */
function chartLocation({ kubernetes }: Settings, name: ChartName): ChartLocation {
  const { version, registry } = CHARTS[name];
  const source = kubernetes.charts ?? registry;
  if (source.startsWith('oci://')) return { chart: `${source}/${name}`, version };
  if (source.startsWith('https://')) return { chart: name, version, repository: source };
  return { chart: `${source}/${name}-${version}.tgz`, version };
}
