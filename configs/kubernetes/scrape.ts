import type { RelabelRule } from '../prometheus/scrape-job.ts';
import type { Settings } from '../settings/index.ts';
import { defined } from '../text/defined.ts';

/** The keys of the operator's `RelabelConfig` that we use. */
export interface Relabeling {
  readonly action: NonNullable<RelabelRule['action']>;
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
}

/** How much one scrape may bring, in the words of monitors and of ScrapeConfig; no target can take the store down. */
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
 * Rules of `prometheus.yml` as the operator takes them. The action is written out even where it is the default; left out,
 * GitOps controllers would see a change in what the API server fills in.
 */
export function relabelings(rules: readonly RelabelRule[]): Relabeling[] {
  return rules.map(({ action = 'replace', source_labels, regex, target_label, replacement }) => ({
    action,
    ...defined({ sourceLabels: source_labels, regex, targetLabel: target_label, replacement }),
  }));
}
