import type { Settings } from '../settings/index.ts';
import type { GrafanaContactPoint } from './contact-points.ts';
import { ownsPolicy, type MuteTiming, type PolicyTree } from './routing.ts';

/**
 * True if alerts are shown but not delivered: a managed Grafana without a contact point. Its default is an e-mail to an example
 * address, which fails at every alert for want of an SMTP server, and of that an alert is fired in turn.
 */
export function notifiesNobody(settings: Settings): boolean {
  return settings.alerts.contactPoints.length === 0 && !settings.grafana.existing && ownsPolicy(settings);
}

/**
 * Neither the provider nor Grafana's API takes a contact point without an integration (provider
 * `resource_alerting_contact_point.go`, `AtLeastOneOf`), so the one policy is muted at all times and nothing is ever sent. The
 * address is one that never exists (RFC 6761).
 */
export const NOBODY = {
  contactPoint: { name: 'nobody', block: 'webhooks', fields: { url: 'http://nobody.invalid' } },
  muteTiming: {
    name: 'always',
    intervals: [{ location: 'UTC', times: [{ start: '00:00', end: '24:00' }] }],
  },
  policy: {
    contactPoint: 'nobody',
    groupBies: ['alertname', 'grafana_folder'],
    // A root policy cannot be muted. One without conditions takes every alert.
    policies: [{ contactPoint: 'nobody', muteTimings: ['always'] }],
  },
} as const satisfies {
  contactPoint: GrafanaContactPoint;
  muteTiming: MuteTiming;
  policy: PolicyTree;
};
