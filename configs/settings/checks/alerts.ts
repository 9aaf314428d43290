import { SEVERITIES } from '../severity.ts';
import { type CrossCheck, duplicateNames } from './check.ts';
import { seconds } from '../duration.ts';
import { printed, type ValidationError } from '../validation-error.ts';

const interval: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { interval } }) =>
    seconds(interval) % 10 === 0
      ? []
      : [
          {
            key: 'alerts.interval',
            found: `"${interval}"`,
            expected: "a multiple of 10 s, the step of Grafana's scheduler",
            example: '"30s"',
          },
        ],
};

/** References to contact points and mute timings have to exist. */
const references: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { contactPoints, muteTimings, routes, heartbeat } }) => {
    const points = contactPoints.map(({ name }) => name);
    const timings = muteTimings.map(({ name }) => name);
    const errors: ValidationError[] = [];
    const expectOneOf = (key: string, found: string, known: readonly string[], list: string) => {
      if (known.includes(found)) return;
      const allowed = known.length === 0 ? `nothing, because ${list} is empty` : `one of ${known.join(', ')}`;
      errors.push({ key, found: printed(found), expected: allowed });
    };
    for (const severity of SEVERITIES) {
      const key = `alerts.routes.${severity}`;
      for (const [index, name] of routes[severity].receivers.entries())
        expectOneOf(`${key}.receivers[${index}]`, name, points, 'alerts.contactPoints');
      for (const [index, name] of routes[severity].muteTimings.entries())
        expectOneOf(`${key}.muteTimings[${index}]`, name, timings, 'alerts.muteTimings');
    }
    if (heartbeat)
      expectOneOf('alerts.heartbeat.receiver', heartbeat.receiver, points, 'alerts.contactPoints');
    return errors;
  },
};

const muteTimingNames: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { muteTimings } }) => duplicateNames('alerts.muteTimings', muteTimings),
};

const muteTimes: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { muteTimings } }) =>
    muteTimings.flatMap(({ times }, timing) =>
      times.flatMap(({ start, end }, index): ValidationError[] =>
        start < end
          ? []
          : [
              {
                key: `alerts.muteTimings[${timing}].times[${index}]`,
                found: `${start} to ${end}`,
                expected:
                  'a start before the end; split a night into two entries, 20:00 to 24:00 and 00:00 to 07:00',
              },
            ],
      ),
    ),
};

/** A rule with its own contact point can name only one, and Grafana requires two labels in its grouping. */
const withoutPolicy: CrossCheck = {
  needs: ['alerts', 'grafana'],
  check: ({ alerts: { routes, groupBy, managePolicy, contactPoints }, grafana: { existing } }) => {
    if (managePolicy ?? !existing) return [];
    const errors: ValidationError[] = SEVERITIES.filter(
      (severity) => routes[severity].receivers.length > 1,
    ).map((severity) => ({
      key: `alerts.routes.${severity}.receivers`,
      found: printed(routes[severity].receivers),
      expected: 'one receiver, because without alerts.managePolicy each rule names its contact point',
    }));
    const missing = ['alertname', 'grafana_folder'].filter((label) => !groupBy.includes(label));
    if (missing.length > 0 && contactPoints.length > 0) {
      errors.push({
        key: 'alerts.groupBy',
        found: printed(groupBy),
        expected: `${missing.join(' and ')} among the labels, which Grafana requires for rules that name their contact point`,
      });
    }
    return errors;
  },
};

/** A heartbeat's receiver is a machine: without a second contact point it would receive every alert. */
const heartbeatAlone: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { heartbeat, contactPoints } }) =>
    heartbeat && contactPoints.every(({ name }) => name === heartbeat.receiver)
      ? [
          {
            key: 'alerts.contactPoints',
            found: 'only the contact point of the heartbeat',
            expected: 'another contact point for people',
          },
        ]
      : [],
};

const slackTarget: CrossCheck = {
  needs: ['alerts'],
  check: ({ alerts: { contactPoints } }) =>
    contactPoints.flatMap((point, index): ValidationError[] => {
      if (point.kind !== 'slack') return [];
      const whole = point.url ? !point.token : point.token !== undefined && point.channel !== undefined;
      return whole
        ? []
        : [
            {
              key: `alerts.contactPoints[${index}]`,
              found: point.url ? 'url and token' : 'neither url nor token with channel',
              expected: 'either url, or token and channel',
            },
          ];
    }),
};

export const alertChecks: readonly CrossCheck[] = [
  interval,
  references,
  muteTimingNames,
  muteTimes,
  withoutPolicy,
  heartbeatAlone,
  slackTarget,
];
