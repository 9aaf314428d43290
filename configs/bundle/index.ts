import { dashboards } from '../dashboards/index.ts';
import { services } from '../services/index.ts';
import { Secret, type Settings } from '../settings/index.ts';
import type { BundleFile } from './bundle-file.ts';
import { composeFiles } from './compose.ts';
import { jsonText, provisioningFiles } from './provisioning.ts';

export type { BundleFile } from './bundle-file.ts';

/** The stack as files, made from the same values as the live program. Nothing is asked and nothing is random. */
export function bundle(settings: Settings): BundleFile[] {
  const urls = { prometheus: 'http://prometheus:9090', loki: 'http://loki:3100' };
  return [
    ...composeFiles(settings),
    ...services(settings).flatMap(({ name, config }) =>
      (config?.files ?? []).map(({ path, content }) => ({
        path: `${name}/${path}`,
        text: content instanceof Secret ? content.reveal() : content,
      })),
    ),
    ...provisioningFiles(settings, urls),
    { path: 'grafana.json', text: jsonText(performanceBoard(settings)) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The board that is imported by hand most often. */
function performanceBoard(settings: Settings): unknown {
  return dashboards(settings).find(({ uid }) => uid === 'vllm-performance')?.json;
}
