import * as z from 'zod';
import { anyText, field, httpUrl, name, secret, secretUrl } from './fields.ts';

const contactPointName = field(name, {
  description: 'Name of the contact point; unique.',
  example: 'on-call',
});

const secretAddress = (description: string, example: string) =>
  field(secretUrl, {
    description: `${description}; a secret, because it contains a token.`,
    example,
  });

const token = (description: string, example: string) => field(secret, { description, example });

const text = (description: string, example: string) => field(anyText, { description, example });

const address = (description: string, example: string) => field(httpUrl, { description, example });

/** Receivers of notifications: one variant per kind, as in the Grafana provider. */
export const contactPointSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    name: contactPointName,
    url: field(secretUrl, {
      description: 'URL that receives the notification; a secret, because it usually contains a token.',
      example: 'https://hooks.example.com/llm',
    }),
    authorization: token('Bearer token of the Authorization header.', 'a token').optional(),
  }),
  z.strictObject({
    kind: z.literal('slack'),
    name: contactPointName,
    url: secretAddress('Incoming webhook of Slack', 'https://hooks.slack.com/services/T0/B0/x').optional(),
    token: token('Token of a Slack app, instead of the webhook.', 'xoxb-…').optional(),
    channel: text('Channel or user, with `token`.', '#llm-alerts').optional(),
    mention: field(z.enum(['here', 'channel']), {
      description: 'Mention in the channel.',
      expected: 'here or channel',
      example: 'here',
    }).optional(),
  }),
  z.strictObject({
    kind: z.literal('email'),
    name: contactPointName,
    addresses: field(z.array(z.email()).min(1), {
      description: 'Recipients; Grafana needs a configured SMTP server.',
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
      'URL of the Alert API, if it is not the one in the US.',
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
    chatId: text('ID of the chat.', '-100123456'),
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
    url: secretAddress('REST endpoint of Splunk On-Call', 'https://alert.victorops.com/integrations/x'),
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
    roomId: text('ID of the room.', 'Y2lz…'),
  }),
  z.strictObject({
    kind: z.literal('alertmanager'),
    name: contactPointName,
    url: address('URL of the Alertmanager that receives the alerts.', 'https://alertmanager.example.com'),
    username: text('User for basic authentication.', 'grafana').optional(),
    password: token('Password for basic authentication.', 'a secret').optional(),
  }),
]);

export type ContactPoint = z.output<typeof contactPointSchema>;
