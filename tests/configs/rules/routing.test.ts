import { describe, expect, it } from 'vitest';
import {
  contactPoints,
  grafanaRouting,
  grafanaRuleGroups,
  muteTimings,
  notifiesNobody,
} from '../../../configs/rules/index.ts';
import { parseSettings, Secret, SettingsError } from '../../../configs/index.ts';

const WEBHOOK = { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' };
const EXISTING = { existing: { url: 'https://grafana.example.com' } };

function faultsOf(raw: Record<string, unknown>): string[] {
  try {
    parseSettings(raw);
  } catch (error) {
    if (error instanceof SettingsError) return error.errors.map(({ key }) => key);
    throw error;
  }
  return [];
}

const KINDS = [
  WEBHOOK,
  { kind: 'slack', name: 'a', url: 'https://hooks.slack.com/x' },
  { kind: 'slack', name: 'b', token: 'xoxb', channel: '#llm', mention: 'here' },
  { kind: 'email', name: 'c', addresses: ['a@example.com'] },
  { kind: 'pagerduty', name: 'd', integrationKey: 'key' },
  { kind: 'opsgenie', name: 'e', apiKey: 'key' },
  { kind: 'teams', name: 'f', url: 'https://example.webhook.office.com/x' },
  { kind: 'discord', name: 'g', url: 'https://discord.com/api/webhooks/x' },
  { kind: 'telegram', name: 'h', token: 'token', chatId: '-100' },
  { kind: 'googlechat', name: 'i', url: 'https://chat.googleapis.com/x' },
  { kind: 'oncall', name: 'j', url: 'https://oncall.example.com/x' },
  { kind: 'victorops', name: 'k', url: 'https://alert.victorops.com/x' },
  { kind: 'pushover', name: 'l', apiToken: 'token', userKey: 'key' },
  { kind: 'webex', name: 'm', token: 'token', roomId: 'room' },
  { kind: 'alertmanager', name: 'n', url: 'https://alertmanager.example.com', username: 'u', password: 'p' },
];

describe('contact points', () => {
  const made = contactPoints(parseSettings({ alerts: { contactPoints: KINDS } }));

  it('come in every kind', () => {
    expect(made.map(({ name }) => name)).toEqual(KINDS.map(({ name }) => name));
  });

  it('hide every key, token and address that holds one', () => {
    const secrets = made.map(({ fields }) => Object.values(fields).some((value) => value instanceof Secret));
    expect(KINDS.filter((_, index) => !secrets[index]).map(({ kind }) => kind)).toEqual(['email']);
    expect(JSON.stringify(made)).not.toMatch(/xoxb|:"token"|:"key"|hooks\.slack/);
  });

  it('say what is wrong with a Slack without address', () => {
    expect(faultsOf({ alerts: { contactPoints: [{ kind: 'slack', name: 's', token: 't' }] } })).toEqual([
      'alerts.contactPoints[0]',
    ]);
  });
});

describe('the policy', () => {
  it("stays somebody else's", () => {
    const settings = parseSettings({ grafana: EXISTING, alerts: { contactPoints: [WEBHOOK] } });
    expect(grafanaRouting(settings)).not.toHaveProperty('policy');
  });

  it('never groups by instance', () => {
    const { policy } = grafanaRouting(parseSettings({ alerts: { contactPoints: [WEBHOOK] } }));
    expect(policy!.groupBies).not.toContain('instance');
  });
});

describe('without a contact point', () => {
  it('all alerts of our own Grafana go to one receiver that is muted at all times', () => {
    const { contactPoints: points, muteTimings: timings, policy } = grafanaRouting(parseSettings({}));
    expect(points).toHaveLength(1);
    // Its name can never be resolved, should anything ever ask for it.
    expect(points[0]!.fields['url']).toMatch(/^http:\/\/\w+\.invalid$/);
    expect(timings).toEqual([
      { name: 'always', intervals: [{ location: 'UTC', times: [{ start: '00:00', end: '24:00' }] }] },
    ]);
    expect(policy).toMatchObject({ contactPoint: points[0]!.name });
    expect(policy!.policies).toEqual([{ contactPoint: points[0]!.name, muteTimings: ['always'] }]);
  });

  it.each([
    ["somebody else's Grafana", { grafana: EXISTING }],
    [
      "somebody else's Grafana, whose policies are ours otherwise",
      { grafana: EXISTING, alerts: { managePolicy: true } },
    ],
    ['policies that are made by hand', { alerts: { managePolicy: false } }],
  ])('%s: left as it is', (_, raw) => {
    const settings = parseSettings(raw);
    expect(grafanaRouting(settings)).toEqual({ contactPoints: [], muteTimings: [] });
    expect(notifiesNobody(settings)).toBe(false);
  });
});

it('gives rules no way of their own while nobody is to be told', () => {
  const groups = grafanaRuleGroups(parseSettings({ grafana: EXISTING }));
  expect(JSON.stringify(groups)).not.toContain('notificationSettings');
});

it('turns a mute timing into an interval', () => {
  const settings = parseSettings({
    alerts: {
      muteTimings: [{ name: 'weekend', weekdays: ['saturday', 'sunday'], location: 'Europe/Berlin' }],
    },
  });
  expect(muteTimings(settings)).toEqual([
    { name: 'weekend', intervals: [{ location: 'Europe/Berlin', weekdays: ['saturday', 'sunday'] }] },
  ]);
});

describe('a fault', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a receiver that does not exist',
      { routes: { critical: { receivers: ['x'] } } },
      'alerts.routes.critical.receivers[0]',
    ],
    [
      'a mute timing that does not exist',
      { routes: { info: { muteTimings: ['x'] } } },
      'alerts.routes.info.muteTimings[0]',
    ],
    [
      'a heartbeat to nowhere',
      { contactPoints: [WEBHOOK], heartbeat: { receiver: 'x' } },
      'alerts.heartbeat.receiver',
    ],
    [
      'a heartbeat alone',
      { contactPoints: [WEBHOOK], heartbeat: { receiver: 'on-call' } },
      'alerts.contactPoints',
    ],
    ['an interval that Grafana cannot keep', { interval: '15s' }, 'alerts.interval'],
    ['an engine without Alertmanager', { engine: 'prometheus' }, 'alerts.alertmanagers'],
    [
      'a night in one piece',
      { muteTimings: [{ name: 'n', times: [{ start: '22:00', end: '06:00' }] }] },
      'alerts.muteTimings[0].times[0]',
    ],
    [
      'two mute timings of one name',
      { muteTimings: [{ name: 'n' }, { name: 'n' }] },
      'alerts.muteTimings[1].name',
    ],
  ])('%s is found at its key', (_what, alerts, key) => {
    expect(faultsOf({ alerts })).toEqual([key]);
  });

  it('two receivers without a policy are found', () => {
    const alerts = {
      contactPoints: [WEBHOOK, { ...WEBHOOK, name: 'other' }],
      routes: { critical: { receivers: ['on-call', 'other'] } },
    };
    expect(faultsOf({ grafana: EXISTING, alerts })).toEqual(['alerts.routes.critical.receivers']);
    expect(faultsOf({ alerts })).toEqual([]);
  });
});
