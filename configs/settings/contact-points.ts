import * as z from 'zod';
import { field, httpUrl, name, secret, secretUrl } from './fields.ts';

const contactPointName = field(name, {
  description: 'Name of the contact point; unique.',
  expected: 'lower-case letters, digits and "-", at most 63',
  example: 'on-call',
});

const secretAddress = (description: string, example: string) =>
  field(secretUrl, {
    description: `${description}; a secret, as it holds a token.`,
    expected: 'an http or https URL (set it with `--secret`)',
    example,
  });

const token = (description: string, example: string) =>
  field(secret, { description, expected: 'a non-empty string (set it with `--secret`)', example });

const text = (description: string, example: string) =>
  field(z.string().min(1), { description, expected: 'a non-empty string', example });

const address = (description: string, example: string) =>
  field(httpUrl, { description, expected: 'an http or https URL', example });

/** Where messages go. One variant per kind of receiver; the kinds are those of the Grafana provider. */
export const contactPointSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    name: contactPointName,
    url: field(secretUrl, {
      description: 'URL that receives the message; a secret, as it usually holds a token.',
      expected: 'an http or https URL (set it with `--secret`)',
      example: 'https://hooks.example.com/llm',
    }),
    authorization: token('Credentials of the header Authorization, scheme Bearer.', 'a token').optional(),
  }),
  z.strictObject({
    kind: z.literal('slack'),
    name: contactPointName,
    url: secretAddress('Incoming webhook of Slack', 'https://hooks.slack.com/services/T0/B0/x').optional(),
    token: token('Token of a Slack app, instead of the webhook.', 'xoxb-…').optional(),
    channel: text('Channel or user, with `token`.', '#llm-alerts').optional(),
    mention: field(z.enum(['here', 'channel']), {
      description: 'Whom to notify in the channel.',
      expected: 'here or channel',
      example: 'here',
    }).optional(),
  }),
  z.strictObject({
    kind: z.literal('email'),
    name: contactPointName,
    addresses: field(z.array(z.email()).min(1), {
      description: 'Receivers; Grafana needs a configured SMTP server.',
      expected: 'a list of e-mail addresses',
      example: ['on-call@example.com'],
    }),
  }),
  z.strictObject({
    kind: z.literal('pagerduty'),
    name: contactPointName,
    integrationKey: token('Integration key of the PagerDuty service (Events API v2).', 'R0…'),
  }),
  z.strictObject({
    kind: z.literal('opsgenie'),
    name: contactPointName,
    apiKey: token('API key of the Opsgenie integration.', 'a key'),
    url: address(
      'Alert API, where it is not the one in the US.',
      'https://api.eu.opsgenie.com/v2/alerts',
    ).optional(),
  }),
  z.strictObject({
    kind: z.literal('teams'),
    name: contactPointName,
    url: secretAddress(
      'Workflow or webhook of Microsoft Teams',
      'https://example.webhook.office.com/webhookb2/x',
    ),
  }),
  z.strictObject({
    kind: z.literal('discord'),
    name: contactPointName,
    url: secretAddress('Webhook of the Discord channel', 'https://discord.com/api/webhooks/1/x'),
  }),
  z.strictObject({
    kind: z.literal('telegram'),
    name: contactPointName,
    token: token('Token of the bot.', '1:a'),
    chatId: text('Id of the chat.', '-100123456'),
  }),
  z.strictObject({
    kind: z.literal('googlechat'),
    name: contactPointName,
    url: secretAddress(
      'Webhook of the Google Chat space',
      'https://chat.googleapis.com/v1/spaces/x/messages?key=y',
    ),
  }),
  z.strictObject({
    kind: z.literal('oncall'),
    name: contactPointName,
    url: secretAddress('Integration of Grafana OnCall', 'https://oncall.example.com/integrations/v1/x'),
  }),
  z.strictObject({
    kind: z.literal('victorops'),
    name: contactPointName,
    url: secretAddress('REST end point of Splunk On-Call', 'https://alert.victorops.com/integrations/x'),
  }),
  z.strictObject({
    kind: z.literal('pushover'),
    name: contactPointName,
    apiToken: token('Token of the Pushover application.', 'a token'),
    userKey: token('Key of the user or group.', 'a key'),
  }),
  z.strictObject({
    kind: z.literal('webex'),
    name: contactPointName,
    token: token('Token of the Webex bot.', 'a token'),
    roomId: text('Id of the room.', 'Y2lz…'),
  }),
  z.strictObject({
    kind: z.literal('alertmanager'),
    name: contactPointName,
    url: address('Alertmanager that takes over the messages.', 'https://alertmanager.example.com'),
    username: text('User for basic authentication.', 'grafana').optional(),
    password: token('Password for basic authentication.', 'a secret').optional(),
  }),
]);

export type ContactPoint = z.output<typeof contactPointSchema>;
export type ContactPointKind = ContactPoint['kind'];
