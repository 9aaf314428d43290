import type { Settings } from '../settings/index.ts';
import { contactPoints, type GrafanaContactPoint } from './contact-points.ts';
import { NOBODY, notifiesNobody } from './nobody.ts';
import { muteTimings, ownsPolicy, policyTree, type MuteTiming, type PolicyTree } from './routing.ts';

/** Notification routing in Grafana. */
export interface GrafanaRouting {
  readonly contactPoints: readonly GrafanaContactPoint[];
  readonly muteTimings: readonly MuteTiming[];
  /** The policy tree; none if the stack does not manage it. */
  readonly policy?: PolicyTree;
}

/** Empty for an external Grafana without a contact point, so that its own policies apply. */
export function grafanaRouting(settings: Settings): GrafanaRouting {
  if (notifiesNobody(settings)) {
    return {
      contactPoints: [NOBODY.contactPoint],
      muteTimings: [NOBODY.muteTiming],
      policy: NOBODY.policy,
    };
  }
  const points = contactPoints(settings);
  if (points.length === 0) return { contactPoints: [], muteTimings: [] };
  const policy = ownsPolicy(settings) ? policyTree(settings) : undefined;
  return { contactPoints: points, muteTimings: muteTimings(settings), ...(policy ? { policy } : {}) };
}
