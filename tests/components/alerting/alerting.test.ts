import * as pulumi from '@pulumi/pulumi';
import { beforeEach, describe, expect, it } from 'vitest';
import { Alerting } from '../../../components/alerting/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { isSecret, plain, promiseOf, Recorder } from '../../helpers/mocks.ts';

const WEBHOOK = { kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' };
const SLACK = { kind: 'slack', name: 'chat', url: 'https://hooks.slack.com/services/T0/B0/x' };
const HEARTBEAT = { kind: 'webhook', name: 'healthcheck', url: 'https://hc.example.com/1' };
const EXISTING = { existing: { url: 'https://grafana.example.com' } };
const TARGETS = [{ name: 'vllm-api', endpoints: ['vllm:8000'] }];

let recorder: Recorder;

async function alerting(raw: Record<string, unknown>): Promise<void> {
  const component = new Alerting('content-alerting', {
    settings: parseSettings({ targets: TARGETS, ...raw }),
    folderUid: 'llm',
  });
  await promiseOf(component.urn);
  await pulumi.runtime.disconnect();
}

beforeEach(async () => {
  recorder = new Recorder();
  await recorder.start();
});

const type = (noun: string) => `grafana:alerting/${noun[0]!.toLowerCase()}${noun.slice(1)}:${noun}`;

describe('without a contact point', () => {
  it('creates only the rule groups on an external Grafana', async () => {
    await alerting({ grafana: EXISTING });
    const made = recorder.resources.map((resource) => resource.type);
    expect(new Set(made)).toEqual(new Set(['llm-monitoring:alerting:Alerting', type('RuleGroup')]));
  });

  it('mutes the policy of a managed Grafana at all times', async () => {
    await alerting({});
    const policy = recorder.find(type('NotificationPolicy'), 'content-alerting-policy');
    expect(policy.inputs).toMatchObject({
      contactPoint: 'nobody',
      policies: [{ contactPoint: 'nobody', muteTimings: ['always'] }],
    });
    expect(policy.dependsOn).toEqual(['content-alerting-mute-always', 'content-alerting-to-nobody']);
    expect(recorder.of(type('MessageTemplate'))).toEqual([]);
  });

  it('puts each group into the folder, below the component', async () => {
    await alerting({});
    const group = recorder.find(type('RuleGroup'), 'content-alerting-llm-capacity');
    expect(group.inputs).toMatchObject({ name: 'llm-capacity', folderUid: 'llm', intervalSeconds: 60 });
    expect(group.parent).toBe('content-alerting');
  });
});

describe('on a managed Grafana', () => {
  const raw = {
    alerts: {
      contactPoints: [WEBHOOK, SLACK, HEARTBEAT],
      heartbeat: { receiver: 'healthcheck' },
      routes: {
        critical: { receivers: ['on-call', 'chat'] },
        warning: { receivers: ['chat'], muteTimings: ['nights'] },
      },
      muteTimings: [{ name: 'nights', times: [{ start: '00:00', end: '07:00' }], location: 'Europe/Berlin' }],
    },
  };

  it('marks addresses as secret', async () => {
    await alerting(raw);
    const { inputs } = recorder.find(type('ContactPoint'), 'content-alerting-to-chat');
    const [slack] = (isSecret(inputs['slacks']) ? inputs['slacks'].value : inputs['slacks']) as [
      Record<string, unknown>,
    ];
    expect(isSecret(inputs['slacks']) || isSecret(slack['url'])).toBe(true);
    expect(plain(inputs)).toMatchObject({ name: 'chat', slacks: [{ url: SLACK.url }] });
  });

  it('creates the template before the contact points that use it', async () => {
    await alerting(raw);
    for (const point of recorder.of(type('ContactPoint'))) {
      expect(point.dependsOn).toContain('content-alerting-message');
    }
  });

  it('creates the policy after all resources that it refers to', async () => {
    await alerting(raw);
    const policy = recorder.find(type('NotificationPolicy'), 'content-alerting-policy');
    expect(policy.dependsOn).toEqual([
      'content-alerting-mute-nights',
      'content-alerting-to-chat',
      'content-alerting-to-healthcheck',
      'content-alerting-to-on-call',
    ]);
  });

  it('routes each severity to all of its receivers', async () => {
    await alerting(raw);
    const { inputs } = recorder.find(type('NotificationPolicy'), 'content-alerting-policy');
    const severity = (value: string) => [{ label: 'severity', match: '=', value }];
    expect(inputs).toMatchObject({
      contactPoint: 'on-call',
      policies: [
        { contactPoint: 'healthcheck', repeatInterval: '5m', matchers: severity('none') },
        { contactPoint: 'on-call', continue: true, matchers: severity('critical') },
        { contactPoint: 'chat', matchers: severity('critical') },
        { contactPoint: 'chat', muteTimings: ['nights'], matchers: severity('warning') },
        { contactPoint: 'on-call', matchers: severity('info') },
      ],
    });
  });

  it('leaves routing to the policy instead of the rules', async () => {
    await alerting(raw);
    for (const group of recorder.of(type('RuleGroup'))) {
      expect(JSON.stringify(group.inputs)).not.toContain('notificationSettings');
    }
  });
});

describe('on an external Grafana', () => {
  const raw = {
    grafana: EXISTING,
    alerts: { contactPoints: [WEBHOOK, HEARTBEAT], heartbeat: { receiver: 'healthcheck' } },
  };

  it('leaves the policy alone and sets the contact point in each rule', async () => {
    await alerting(raw);
    expect(recorder.of(type('NotificationPolicy'))).toEqual([]);
    const { inputs, dependsOn } = recorder.find(type('RuleGroup'), 'content-alerting-llm-capacity');
    for (const rule of inputs['rules'] as { notificationSettings: unknown }[]) {
      expect(rule.notificationSettings).toMatchObject({ contactPoint: 'on-call', groupWait: '30s' });
    }
    expect(dependsOn).toContain('content-alerting-to-on-call');
  });

  it('sends the heartbeat to its own receiver', async () => {
    await alerting(raw);
    const { inputs } = recorder.find(type('RuleGroup'), 'content-alerting-monitoring-watchdog');
    expect(inputs['rules']).toMatchObject([
      { name: 'Watchdog', notificationSettings: { contactPoint: 'healthcheck', repeatInterval: '5m' } },
    ]);
  });

  it('takes over the policy if configured', async () => {
    await alerting({ ...raw, alerts: { ...raw.alerts, managePolicy: true } });
    expect(recorder.of(type('NotificationPolicy'))).toHaveLength(1);
  });
});

it('leaves the metric rules to Prometheus if that is the engine', async () => {
  await alerting({ alerts: { engine: 'prometheus', alertmanagers: ['alertmanager:9093'] } });
  expect(recorder.of(type('RuleGroup')).map(({ name }) => name)).toEqual(['content-alerting-llm-logs']);
});
