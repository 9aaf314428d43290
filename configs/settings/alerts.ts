import * as z from 'zod';
import { alertRulesSchema, type RuleDefaults } from './alert-rules.ts';
import { contactPointSchema } from './contact-points.ts';
import { durationText, field, hostPort, httpUrl, name } from './fields.ts';

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
        description: 'Contact points that hear of it; the first contact point where none is named.',
        expected: 'a list of names of alerts.contactPoints',
        example: ['on-call'],
      }).default([]),
      muteTimings: field(z.array(name), {
        description: 'Times in which nobody is told.',
        expected: 'a list of names of alerts.muteTimings',
        example: ['nights'],
      }).default([]),
      repeatInterval: field(durationText, {
        description: 'Time until an alert that still fires is sent again, where it is not that of all.',
        expected: DURATION,
        example: '12h',
      }).optional(),
    }),
    {
      description: `Who hears of alerts of severity ${severity}.`,
      expected: '{receivers, muteTimings, repeatInterval}',
      example: { receivers: ['on-call'] },
    },
  ).prefault({});

export const muteTimingSchema = z.strictObject({
  name: field(name, {
    description: 'Name of the mute timing; unique.',
    expected: 'lower-case letters, digits and "-", at most 63',
    example: 'nights',
  }),
  weekdays: field(z.array(z.string().regex(/^[a-z]+(:[a-z]+)?$/)), {
    description: 'Days of the week; every day where none is given.',
    expected: 'a list of days or ranges of days',
    example: ['saturday', 'monday:friday'],
  }).default([]),
  times: field(z.array(z.strictObject({ start: z.string().regex(CLOCK), end: z.string().regex(CLOCK) })), {
    description: 'Times of the day; the whole day where none is given.',
    expected: 'a list of {start, end}, each "hh:mm", start before end',
    example: [{ start: '18:00', end: '24:00' }],
  }).default([]),
  location: field(z.string().min(1), {
    description: 'Time zone of the times.',
    expected: 'a name of the IANA time zone database',
    example: 'Europe/Berlin',
  }).default('UTC'),
});

export const alertsSchema = (rules: readonly RuleDefaults[]) =>
  z
    .strictObject({
      engine: field(z.enum(['grafana', 'prometheus']), {
        description:
          'What evaluates the alert rules over metrics: Grafana, or Prometheus with an Alertmanager; rules over logs stay with Grafana.',
        expected: 'grafana or prometheus',
        example: 'grafana',
      }).default('grafana'),
      alertmanagers: field(z.array(hostPort), {
        description:
          'Alertmanagers that Prometheus sends to, with engine prometheus. Where none is given, Kubernetes runs one with the routes of `alerts`.',
        expected: 'a list of host:port',
        example: ['alertmanager:9093'],
      }).default([]),
      interval: field(durationText, {
        description:
          'Time between two evaluations by Grafana; a multiple of 10 s, the step of its scheduler.',
        expected: 'a duration such as "30s"',
        example: '30s',
      }).default('30s'),
      contactPoints: field(z.array(contactPointSchema), {
        description:
          'Receivers of alert messages. Without any, the managed Grafana shows alerts and notifies nobody.',
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
          description: 'Who hears of which severity.',
          expected: '{critical, warning, info}',
          example: { critical: { receivers: ['on-call'] } },
        },
      ).prefault({}),
      heartbeat: field(
        z.strictObject({
          receiver: receiverName,
          interval: wait('Time between two messages.', '5m'),
        }),
        {
          description:
            "Dead man's switch: a message to a service outside that raises the alarm when the messages stop.",
          expected: '{receiver, interval}',
          example: { receiver: 'healthcheck' },
        },
      ).optional(),
      groupBy: field(z.array(z.string().min(1)), {
        description:
          'Labels whose alerts share one message; never the instance, or each replica writes its own.',
        expected: 'a list of label names',
        example: ['alertname', 'grafana_folder', 'cluster', 'namespace', 'job', 'model_name'],
      }).default(['alertname', 'grafana_folder', 'cluster', 'namespace', 'job', 'model_name']),
      groupWait: wait('Time to collect alerts of a group before the first message.', '30s'),
      groupInterval: wait('Time between two messages about one group when alerts join it.', '5m'),
      repeatInterval: wait('Time until an alert that still fires is sent again.', '4h'),
      muteTimings: field(z.array(muteTimingSchema), {
        description: 'Times in which a route may stay silent.',
        expected: 'a list of mute timings',
        example: [{ name: 'nights', times: [{ start: '00:00', end: '07:00' }] }],
      }).default([]),
      managePolicy: field(z.boolean(), {
        description:
          'Own the notification policy of the organisation, which is one tree and is overwritten whole; where not, each rule names its contact point. On by default, but for a Grafana that somebody else runs.',
        expected: 'true or false',
        example: true,
      }).optional(),
      runbookUrl: field(httpUrl, {
        description:
          'Runbook page that alerts link to instead of the Runbook dashboard; the name of the alert in lower case is the anchor.',
        expected: 'an http or https URL',
        example: 'https://runbooks.example.com/llm',
      }).optional(),
      grafanaUrl: field(httpUrl, {
        description:
          'Address of Grafana for the links in messages, where it is not the one this program knows.',
        expected: 'an http or https URL',
        example: 'https://grafana.example.com',
      }).optional(),
      rules: alertRulesSchema(rules),
    })
    .prefault({});
