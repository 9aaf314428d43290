import * as z from 'zod';
import { alertRulesSchema, type RuleDefaults } from './alert-rules.ts';
import { contactPointSchema } from './contact-points.ts';
import { durationText, field, flag, hostPort, httpUrl, name } from './fields.ts';

const CLOCK = /^([01][0-9]|2[0-4]):[0-5][0-9]$/;
const DURATION = 'a duration such as "30s", "5m" or "4h"';

const wait = (description: string, fallback: string) =>
  field(durationText, { description, expected: DURATION, example: fallback }).default(fallback);

const receiverName = field(name, {
  description: 'Name of a contact point.',
  expected: 'the name of one of alerts.contactPoints',
  example: 'on-call',
});

const routeSchema = (severity: string) =>
  field(
    z.strictObject({
      receivers: field(z.array(name), {
        description: 'Contact points that are notified; the first contact point if the list is empty.',
        expected: 'a list of names of alerts.contactPoints',
        example: ['on-call'],
      }).default([]),
      muteTimings: field(z.array(name), {
        description: 'Mute timings during which no notification is sent.',
        expected: 'a list of names of alerts.muteTimings',
        example: ['nights'],
      }).default([]),
      repeatInterval: field(durationText, {
        description:
          'Time until a firing alert is notified again, if it differs from `alerts.repeatInterval`.',
        expected: DURATION,
        example: '12h',
      }).optional(),
    }),
    {
      description: `Route of alerts with severity ${severity}.`,
      expected: '{receivers, muteTimings, repeatInterval}',
      example: { receivers: ['on-call'] },
    },
  ).prefault({});

export const muteTimingSchema = z.strictObject({
  name: field(name, {
    description: 'Name of the mute timing; unique.',
    example: 'nights',
  }),
  weekdays: field(z.array(z.string().regex(/^[a-z]+(:[a-z]+)?$/)), {
    description: 'Days of the week; every day if not set.',
    expected: 'a list of days or ranges of days',
    example: ['saturday', 'monday:friday'],
  }).default([]),
  times: field(z.array(z.strictObject({ start: z.string().regex(CLOCK), end: z.string().regex(CLOCK) })), {
    description: 'Times of day; the whole day if not set.',
    expected: 'a list of {start, end}, each "hh:mm", start before end',
    example: [{ start: '18:00', end: '24:00' }],
  }).default([]),
  location: field(z.string().min(1), {
    description: 'Time zone of the times.',
    expected: 'a name from the IANA time zone database',
    example: 'Europe/Berlin',
  }).default('UTC'),
});

export const alertsSchema = (rules: readonly RuleDefaults[]) =>
  z
    .strictObject({
      engine: field(z.enum(['grafana', 'prometheus']), {
        description:
          'Server that evaluates alert rules on metrics: Grafana, or Prometheus with an Alertmanager. Rules on logs stay in Grafana.',
        expected: 'grafana or prometheus',
        example: 'grafana',
      }).default('grafana'),
      alertmanagers: field(z.array(hostPort), {
        description:
          'Alertmanagers that Prometheus sends alerts to, with engine prometheus. If the list is empty, one is deployed on Kubernetes with the routes of `alerts`.',
        expected: 'a list of host:port',
        example: ['alertmanager:9093'],
      }).default([]),
      interval: field(durationText, {
        description:
          "Interval of Grafana's rule evaluation; a multiple of 10 s, the step of its scheduler. Groups whose rules wait for many minutes are evaluated once a minute at most.",
        expected: 'a duration such as "30s"',
        example: '30s',
      }).default('30s'),
      contactPoints: field(z.array(contactPointSchema), {
        description:
          'Receivers of notifications. Without any, the managed Grafana shows alerts and notifies nobody.',
        expected: 'a list of contact points',
        example: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
      }).default([]),
      routes: field(
        z.strictObject({
          critical: routeSchema('critical'),
          warning: routeSchema('warning'),
          info: routeSchema('info'),
        }),
        {
          description: 'Routes by severity.',
          expected: '{critical, warning, info}',
          example: { critical: { receivers: ['on-call'] } },
        },
      ).prefault({}),
      heartbeat: field(
        z.strictObject({
          receiver: receiverName,
          interval: wait('Time between two notifications.', '5m'),
        }),
        {
          description:
            "Dead man's switch: a continuous notification to an external service, which alerts when it stops.",
          expected: '{receiver, interval}',
          example: { receiver: 'healthcheck' },
        },
      ).optional(),
      groupBy: field(z.array(z.string().min(1)), {
        description:
          'Labels that group alerts into one notification. Do not add the instance, or every replica notifies separately.',
        expected: 'a list of label names',
        example: ['alertname', 'grafana_folder', 'cluster', 'namespace', 'job', 'model_name'],
      }).default(['alertname', 'grafana_folder', 'cluster', 'namespace', 'job', 'model_name']),
      groupWait: wait('Time to collect the alerts of a group before its first notification.', '30s'),
      groupInterval: wait('Time between two notifications about a group when alerts are added to it.', '5m'),
      repeatInterval: wait('Time until a firing alert is notified again.', '4h'),
      muteTimings: field(z.array(muteTimingSchema), {
        description: 'Time intervals in which routes can be muted.',
        expected: 'a list of mute timings',
        example: [{ name: 'nights', times: [{ start: '00:00', end: '07:00' }] }],
      }).default([]),
      managePolicy: field(flag, {
        description:
          'Manage the notification policy tree of the Grafana organization, which is overwritten as a whole. Otherwise each rule names its contact point. On by default, except with `grafana.existing`.',
        example: true,
      }).optional(),
      runbookUrl: field(httpUrl, {
        description:
          'Runbook page that alerts link to instead of the Runbook dashboard; the name of the alert in lower case is the anchor.',
        example: 'https://runbooks.example.com/llm',
      }).optional(),
      grafanaUrl: field(httpUrl, {
        description:
          'URL of Grafana for links in notifications, if it differs from the one that the program uses.',
        example: 'https://grafana.example.com',
      }).optional(),
      rules: alertRulesSchema(rules),
    })
    .prefault({});
