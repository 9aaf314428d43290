import { lokiScheme } from '../loki/tls.ts';
import { webScheme } from '../prometheus/web.ts';
import type { Settings } from '../settings/index.ts';

/** Where Grafana finds the servers on the stack's network, or those of somebody else. */
export const serverUrls = ({ prometheus, loki }: Settings): { prometheus: string; loki: string } => ({
  prometheus: prometheus.existing?.url ?? `${webScheme(prometheus)}://prometheus:9090`,
  loki: loki.existing?.url ?? `${lokiScheme(loki)}://loki:3100`,
});
