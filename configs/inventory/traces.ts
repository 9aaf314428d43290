import type { Settings } from '../settings/index.ts';
import { isManaged } from './managed.ts';

/** True if Grafana has a Tempo to query: a managed one, or an external one with a URL. */
export const hasTraces = ({ traces: { enabled, existing } }: Settings): boolean =>
  enabled && (existing === undefined || existing.url !== undefined);

/** True if Tempo derives metrics from spans and writes them to Prometheus; neither is configured on external servers. */
export const generatesSpanMetrics = (settings: Settings): boolean =>
  isManaged(settings, 'tempo') && !settings.prometheus.existing;
