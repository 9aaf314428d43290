import { capacityMetrics } from '../../configs/capacity/index.ts';
import { findMetric, metricOf } from '../../configs/promql/index.ts';
import { existsIn, fallbacks, isMetricName, type Version } from '../../configs/vllm/index.ts';
import type { Panel } from '../configs/dashboards/dashboard.ts';
import { selectorsOf, withDurations } from '../configs/dashboards/promql-tree.ts';

/** Version of a server, and whether all or none of its optional features are enabled. */
export interface Server {
  readonly version: Version;
  readonly features: 'all' | 'none';
}

const former = Object.entries(fallbacks);

/** True if no query of a panel can have a result, because each needs a feature that the server lacks. */
export function needsMore({ targets = [] }: Panel, server: Server): boolean {
  return targets.every(({ expr }) =>
    selectorsOf(withDurations(expr)).some(({ name }) => {
      const metrics = capacityMetrics.get(name) ?? [metricOf(name)?.name];
      return metrics.some(
        (metric) => metric !== undefined && !former.some(([old]) => old === metric) && !has(server, metric),
      );
    }),
  );
}

function has({ version, features }: Server, name: string): boolean {
  if (!isMetricName(name)) return ['up', 'scrape_'].some((start) => name.startsWith(start));
  if (features === 'none' && findMetric(name)?.requires !== undefined) return false;
  const names = [name, ...former.flatMap(([old, replacement]) => (replacement === name ? [old] : []))];
  return names.some((each) => isMetricName(each) && existsIn(each, version));
}
