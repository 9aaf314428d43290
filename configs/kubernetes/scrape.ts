import type { RelabelRule } from '../prometheus/scrape-job.ts';
import type { Settings } from '../settings/index.ts';
import { defined } from '../text/defined.ts';

/** The keys of the operator's `RelabelConfig` in use. */
export interface Relabeling {
  readonly action: NonNullable<RelabelRule['action']>;
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
}

/** Scrape limits in the format of monitors and ScrapeConfig, so that no single target can overload the TSDB. */
export function scrapeLimits({ scrape }: Settings): Record<string, number | string> {
  return {
    bodySizeLimit: scrape.bodySizeLimit,
    sampleLimit: scrape.sampleLimit,
    labelLimit: scrape.labelLimit,
    labelNameLengthLimit: scrape.labelNameLengthLimit,
    labelValueLengthLimit: scrape.labelValueLengthLimit,
    keepDroppedTargets: 100,
  };
}

/**
 * `prometheus.yml` relabeling rules in the operator's format. The action is always explicit, because GitOps controllers would
 * otherwise see the default that the API server adds as a diff.
 */
export function relabelings(rules: readonly RelabelRule[]): Relabeling[] {
  return rules.map(({ action = 'replace', source_labels, regex, target_label, replacement }) => ({
    action,
    ...defined({ sourceLabels: source_labels, regex, targetLabel: target_label, replacement }),
  }));
}
