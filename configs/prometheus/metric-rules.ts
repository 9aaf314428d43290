import type { Settings } from '../settings/index.ts';
import { diet, READ_BY_NOBODY, ROUTER_COPIES } from './diet.ts';
import { statusRules } from './http-status.ts';
import type { RelabelRule } from './scrape-job.ts';

type Target = Settings['targets'][number];
type Kind = Pick<Target, 'kind'> & Partial<Pick<Target, 'statusLabel'>>;

/** Rules for the metrics of a target, by its kind: what is dropped, and labels that are renamed. */
export function metricRules(settings: Settings): (target: Kind) => readonly RelabelRule[] {
  // Once for all targets: a lean scrape keeps what the dashboards read, so all of them are rendered for it.
  const ofVllm = diet(settings);
  return ({ kind, statusLabel }) => {
    switch (kind) {
      case 'vllm':
        return ofVllm;
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
  };
}
