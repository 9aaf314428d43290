import { MESSAGE, TITLE } from '../rules/index.ts';
import type { Secret, Settings } from '../settings/index.ts';

type ContactPoint = Settings['alerts']['contactPoints'][number];

/** An Alertmanager receiver (alertmanager docs `configuration.md`): its name and one block of one integration. */
export type Receiver = Readonly<Record<string, unknown>> & { readonly name: string };

/** The configured contact points, with the shared message template if the integration takes text. Secrets are still wrapped. */
export function receivers({ alerts }: Settings): Receiver[] {
  return alerts.contactPoints.map((point) => {
    const [block, fields] = blockOf(point);
    // Some integrations do not notify of resolved alerts by default in Alertmanager; in Grafana all do.
    return { name: point.name, [block]: [{ send_resolved: true, ...fields }] };
  });
}

const bearer = (credentials: Secret) => ({ http_config: { authorization: { credentials } } });

function blockOf(point: ContactPoint): [block: string, fields: Readonly<Record<string, unknown>>] {
  switch (point.kind) {
    case 'webhook':
      return [
        'webhook_configs',
        { url: point.url, ...(point.authorization ? bearer(point.authorization) : {}) },
      ];
    case 'oncall':
      return ['webhook_configs', { url: point.url }];
    case 'slack':
      return [
        'slack_configs',
        {
          ...(point.url ? { api_url: point.url } : { app_token: point.token, channel: point.channel }),
          title: TITLE,
          text: point.mention === undefined ? MESSAGE : `<!${point.mention}> ${MESSAGE}`,
        },
      ];
    case 'pagerduty':
      return [
        'pagerduty_configs',
        {
          routing_key: point.integrationKey,
          description: TITLE,
          // PagerDuty uses the same names for severities.
          severity: '{{ with .CommonLabels.severity }}{{ . }}{{ else }}error{{ end }}',
        },
      ];
    case 'opsgenie':
      return [
        'opsgenie_configs',
        {
          api_key: point.apiKey,
          // Alertmanager appends the path itself.
          ...(point.url === undefined ? {} : { api_url: point.url.replace(/v2\/alerts\/?$/, '') }),
          message: TITLE,
          description: MESSAGE,
        },
      ];
    case 'telegram':
      // Plain text: without it, Alertmanager makes Telegram parse the message as HTML.
      return [
        'telegram_configs',
        { bot_token: point.token, chat_id: Number(point.chatId), message: MESSAGE, parse_mode: '' },
      ];
    case 'pushover':
      return [
        'pushover_configs',
        { token: point.apiToken, user_key: point.userKey, title: TITLE, message: MESSAGE },
      ];
    case 'webex':
      return ['webex_configs', { room_id: point.roomId, message: MESSAGE, ...bearer(point.token) }];
    case 'teams':
      return ['msteamsv2_configs', { webhook_url: point.url, title: TITLE, text: MESSAGE }];
    case 'discord':
      return ['discord_configs', { webhook_url: point.url, title: TITLE, message: MESSAGE }];
    case 'email':
    case 'googlechat':
    case 'victorops':
    case 'alertmanager':
      throw new Error(`the settings let a contact point of kind ${point.kind} through to Alertmanager`);
  }
}
