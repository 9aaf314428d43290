import type { Settings } from '../settings/index.ts';
import { diet, READ_BY_NOBODY, ROUTER_COPIES } from './diet.ts';
import { statusRules } from './http-status.ts';
import type { RelabelRule } from './scrape-job.ts';

type Target = Settings['targets'][number];

/** Rules for the metrics of a target, by its kind: what is dropped, and labels that are renamed. */
export function metricRules(
  settings: Settings,
  { kind, statusLabel }: Pick<Target, 'kind'> & Partial<Pick<Target, 'statusLabel'>>,
): readonly RelabelRule[] {
  switch (kind) {
    case 'vllm':
      return diet(settings);
    case 'http':
      return statusRules(statusLabel);
    case 'production-stack-router':
      return [READ_BY_NOBODY, ROUTER_COPIES];
    case 'llm-d-epp':
    case 'litellm':
      return [READ_BY_NOBODY];
    case 'prometheus':
      return [];
  }
}
