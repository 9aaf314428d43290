import type { Settings } from '../settings/index.ts';
import { contactPoints, type GrafanaContactPoint } from './contact-points.ts';
import { NOBODY, notifiesNobody } from './nobody.ts';
import { muteTimings, ownsPolicy, policyTree, type MuteTiming, type PolicyTree } from './routing.ts';

/** What Grafana is told of the way of an alert. */
export interface GrafanaRouting {
  readonly contactPoints: readonly GrafanaContactPoint[];
  readonly muteTimings: readonly MuteTiming[];
  /** The tree of policies; none where it is not ours. */
  readonly policy?: PolicyTree;
}

/** On somebody else's Grafana without a contact point nothing, so that its own policies decide. */
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
