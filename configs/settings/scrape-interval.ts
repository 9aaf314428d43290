import { seconds } from './duration.ts';
import type { Settings } from './schema.ts';

/** The longest time between two scrapes of anything configured, in seconds: rates over less than a few of it are empty. */
export function longestScrapeInterval({ backend, prometheus, targets, kubernetes }: Settings): number {
  const found = backend === 'kubernetes' ? kubernetes.discovery : [];
  const own = [...targets, ...found].flatMap(({ interval }) => interval ?? []);
  return Math.max(...[prometheus.scrapeInterval, ...own].map(seconds));
}
