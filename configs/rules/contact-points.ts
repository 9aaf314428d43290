import type { Secret, Settings } from '../settings/index.ts';
import { MESSAGE, TITLE } from './message.ts';

type ContactPoint = Settings['alerts']['contactPoints'][number];

/** Names of the blocks of `grafana.alerting.ContactPoint`, one a kind. */
export type ContactPointBlock =
  | 'alertmanagers'
  | 'discords'
  | 'emails'
  | 'googlechats'
  | 'oncalls'
  | 'opsgenies'
  | 'pagerduties'
  | 'pushovers'
  | 'slacks'
  | 'teams'
  | 'telegrams'
  | 'victorops'
  | 'webexes'
  | 'webhooks';

export type ContactPointFields = Readonly<Record<string, string | boolean | readonly string[] | Secret>>;

/** A contact point in the shape of the provider: one block with these fields. */
export interface GrafanaContactPoint {
  readonly name: string;
  readonly block: ContactPointBlock;
  readonly fields: ContactPointFields;
}

/** The configured contact points, each with the stack's message if its kind takes text. */
export function contactPoints({ alerts }: Settings): GrafanaContactPoint[] {
  return alerts.contactPoints.map((point) => ({ name: point.name, ...blockOf(point) }));
}

function blockOf(point: ContactPoint): Omit<GrafanaContactPoint, 'name'> {
  switch (point.kind) {
    case 'webhook':
      return {
        block: 'webhooks',
        fields: {
          url: point.url,
          ...given({ authorizationCredentials: point.authorization }),
          title: TITLE,
          message: MESSAGE,
        },
      };
    case 'slack':
      return {
        block: 'slacks',
        fields: {
          ...given({
            url: point.url,
            token: point.token,
            recipient: point.channel,
            mentionChannel: point.mention,
          }),
          title: TITLE,
          text: MESSAGE,
        },
      };
    case 'email':
      return { block: 'emails', fields: { addresses: point.addresses, subject: TITLE, message: MESSAGE } };
    case 'pagerduty':
      return {
        block: 'pagerduties',
        fields: {
          integrationKey: point.integrationKey,
          summary: TITLE,
          // PagerDuty uses the same words for severities.
          severity: '{{ with .CommonLabels.severity }}{{ . }}{{ else }}error{{ end }}',
        },
      };
    case 'opsgenie':
      return {
        block: 'opsgenies',
        fields: { apiKey: point.apiKey, ...given({ url: point.url }), message: TITLE, description: MESSAGE },
      };
    case 'telegram':
      return { block: 'telegrams', fields: { token: point.token, chatId: point.chatId, message: MESSAGE } };
    case 'pushover':
      return {
        block: 'pushovers',
        fields: { apiToken: point.apiToken, userKey: point.userKey, title: TITLE, message: MESSAGE },
      };
    case 'webex':
      return { block: 'webexes', fields: { token: point.token, roomId: point.roomId, message: MESSAGE } };
    case 'victorops':
      return { block: 'victorops', fields: { url: point.url, title: TITLE, description: MESSAGE } };
    case 'alertmanager':
      return {
        block: 'alertmanagers',
        fields: {
          url: point.url,
          ...given({ basicAuthUser: point.username, basicAuthPassword: point.password }),
        },
      };
    case 'teams':
      return { block: 'teams', fields: { url: point.url, title: TITLE, message: MESSAGE } };
    case 'discord':
      return { block: 'discords', fields: { url: point.url, title: TITLE, message: MESSAGE } };
    case 'googlechat':
      return { block: 'googlechats', fields: { url: point.url, title: TITLE, message: MESSAGE } };
    case 'oncall':
      return { block: 'oncalls', fields: { url: point.url, title: TITLE, message: MESSAGE } };
  }
}

function given(fields: Readonly<Record<string, string | Secret | undefined>>): ContactPointFields {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string | Secret] => entry[1] !== undefined),
  );
}
