import { SEVERITIES, type Severity } from '../settings/severity.ts';
import type { Settings } from '../settings/index.ts';
import type { AlertRule } from './rule.ts';

interface Timing {
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  readonly muteTimings?: readonly string[];
}

/** Contact point of a rule, if the policy tree is managed elsewhere. */
export interface NotificationSettings extends Timing {
  readonly contactPoint: string;
  readonly groupBies?: readonly string[];
}

export interface Policy extends Timing {
  readonly contactPoint: string;
  readonly groupBies?: readonly string[];
  readonly continue?: boolean;
  /** None where every alert is meant. */
  readonly matchers?: readonly { readonly label: string; readonly match: '='; readonly value: string }[];
}

/** The whole tree, in the shape of `grafana.alerting.NotificationPolicy`. */
export interface PolicyTree extends Timing {
  readonly contactPoint: string;
  readonly groupBies: readonly string[];
  readonly policies: readonly Policy[];
}

/** In the shape of `grafana.alerting.MuteTiming`. */
export interface MuteTiming {
  readonly name: string;
  readonly intervals: readonly {
    readonly location: string;
    readonly weekdays?: readonly string[];
    readonly times?: readonly { readonly start: string; readonly end: string }[];
  }[];
}

/** The notification policies, whoever sends the notifications; none without a receiver. */
export function policyTree(settings: Settings): PolicyTree | undefined {
  const { groupBy, groupWait, groupInterval, repeatInterval, heartbeat } = settings.alerts;
  const fallback = people(settings)[0];
  if (fallback === undefined) return undefined;
  return {
    contactPoint: fallback,
    groupBies: groupBy,
    groupWait,
    groupInterval,
    repeatInterval,
    policies: [
      ...(heartbeat === undefined
        ? []
        : [{ ...heartbeatTiming(heartbeat), matchers: [is('severity', 'none')] }]),
      ...SEVERITIES.flatMap((severity) => policiesOf(settings, severity)),
    ],
  };
}

/** One policy per receiver; an alert continues to the next one until the last. */
function policiesOf(settings: Settings, severity: Severity): Policy[] {
  const receivers = receiversOf(settings, severity);
  return receivers.map((contactPoint, index) => ({
    contactPoint,
    matchers: [is('severity', severity)],
    ...(index < receivers.length - 1 ? { continue: true } : {}),
    ...ownTiming(settings, severity),
  }));
}

/** Receiver of a single rule, if the policy tree does not decide. */
export function notificationSettings(settings: Settings, rule: AlertRule): NotificationSettings | undefined {
  if (people(settings).length === 0 || ownsPolicy(settings)) return undefined;
  const { alerts } = settings;
  if (rule.severity === 'none') {
    return (
      alerts.heartbeat && { ...heartbeatTiming(alerts.heartbeat), groupBies: ['alertname', 'grafana_folder'] }
    );
  }
  return {
    contactPoint: receiversOf(settings, rule.severity)[0]!,
    groupBies: alerts.groupBy,
    groupWait: alerts.groupWait,
    groupInterval: alerts.groupInterval,
    repeatInterval: alerts.repeatInterval,
    ...ownTiming(settings, rule.severity),
  };
}

export function muteTimings({ alerts }: Settings): MuteTiming[] {
  return alerts.muteTimings.map(({ name, weekdays, times, location }) => ({
    name,
    intervals: [
      { location, ...(weekdays.length > 0 ? { weekdays } : {}), ...(times.length > 0 ? { times } : {}) },
    ],
  }));
}

/** True if the stack may overwrite the organization's policies. */
export function ownsPolicy({ alerts, grafana }: Settings): boolean {
  return alerts.managePolicy ?? grafana.existing === undefined;
}

/** Contact points for people: a heartbeat goes to a machine. */
function people({ alerts: { contactPoints, heartbeat } }: Settings): string[] {
  return contactPoints.map(({ name }) => name).filter((name) => name !== heartbeat?.receiver);
}

function receiversOf(settings: Settings, severity: Severity): readonly string[] {
  const { receivers } = settings.alerts.routes[severity];
  return receivers.length > 0 ? receivers : people(settings).slice(0, 1);
}

function ownTiming({ alerts: { routes } }: Settings, severity: Severity): Timing {
  const { muteTimings: mute, repeatInterval } = routes[severity];
  return {
    ...(mute.length > 0 ? { muteTimings: mute } : {}),
    ...(repeatInterval === undefined ? {} : { repeatInterval }),
  };
}

function heartbeatTiming({ receiver, interval }: NonNullable<Settings['alerts']['heartbeat']>) {
  return { contactPoint: receiver, groupWait: '1s', groupInterval: interval, repeatInterval: interval };
}

const is = (label: string, value: string) => ({ label, match: '=' as const, value });
