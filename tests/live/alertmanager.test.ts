import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertmanagerFiles } from '../../configs/alertmanager/index.ts';
import { grafanaUrl } from '../../configs/rules/index.ts';
import { Secret, type Settings } from '../../configs/index.ts';
import { onKubernetes, alertsByPrometheus } from '../configs/kubernetes/stacks.ts';
import { Messages } from '../helpers/kubernetes/messages.ts';
import { dataSources } from '../../configs/grafana/data-sources.ts';
import { GrafanaApi } from '../../lab/common/grafana-api.ts';
import { GrafanaServer } from '../../lab/detection/grafana-server.ts';
import { freePort } from '../../lab/common/free-port.ts';
import { eventually } from '../../lab/common/waiting.ts';
import { Processes } from '../helpers/processes.ts';
import { describeWith, toolPath } from '../helpers/tools.ts';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
}

/** Writes the files of the Secret into a folder, like the operator's mount. */
function write(settings: Settings): { readonly config: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-alertmanager-'));
  for (const [name, content] of Object.entries(alertmanagerFiles(settings))) {
    const text = content instanceof Secret ? content.reveal() : content;
    writeFileSync(join(folder, name), text.replaceAll('/etc/alertmanager/config', folder));
  }
  return { config: join(folder, 'alertmanager.yaml'), folder };
}

function amtool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('amtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return stdout;
}

/** One contact point of each supported kind. */
const everyKind = onKubernetes(
  {},
  {
    alerts: {
      engine: 'prometheus',
      contactPoints: [
        { kind: 'webhook', name: 'webhook', url: 'https://hooks.example.com/llm', authorization: 't' },
        { kind: 'oncall', name: 'oncall', url: 'https://oncall.example.com/integrations/v1/x' },
        { kind: 'slack', name: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x', mention: 'here' },
        { kind: 'slack', name: 'slack-app', token: 'xoxb-1', channel: '#llm-alerts' },
        { kind: 'pagerduty', name: 'pagerduty', integrationKey: 'k' },
        { kind: 'opsgenie', name: 'opsgenie', apiKey: 'k', url: 'https://api.eu.opsgenie.com/v2/alerts' },
        { kind: 'telegram', name: 'telegram', token: '1:a', chatId: '-100123456' },
        { kind: 'pushover', name: 'pushover', apiToken: 't', userKey: 'k' },
        { kind: 'webex', name: 'webex', token: 't', roomId: 'Y2lz' },
        { kind: 'teams', name: 'teams', url: 'https://example.webhook.office.com/webhookb2/x' },
        { kind: 'discord', name: 'discord', url: 'https://discord.com/api/webhooks/1/x' },
      ],
    },
  },
);

describeWith(['amtool'], 'Alertmanager takes the configuration made of `alerts`', () => {
  test('with every kind of contact point', () => {
    const said = amtool('check-config', write(everyKind).config);
    expect(said).toContain('SUCCESS');
    expect(said).toContain(' - 12 receivers');
    expect(said).toContain(' - 1 templates');
  });

  test.each([
    ['critical', 'pager,on-call'],
    ['warning', 'on-call'],
    ['info', 'on-call'],
    ['none', 'healthcheck'],
  ])('and severity %s reaches %s', (severity, expected) => {
    const { config } = write(alertsByPrometheus);
    expect(amtool('config', 'routes', 'test', `--config.file=${config}`, `severity=${severity}`).trim()).toBe(
      expected,
    );
  });

  test('renders the cause and the links in the message', () => {
    const { folder } = write(alertsByPrometheus);
    const data = join(folder, 'data.json');
    writeFileSync(data, JSON.stringify(FIRING));
    const rendered = (name: string) =>
      amtool(
        ...['template', 'render', `--template.glob=${join(folder, '*.tmpl')}`],
        ...[`--template.text={{ template "llm-monitoring.${name}" . }}`, `--template.data=${data}`],
      );
    expect(rendered('title').trim()).toBe('[FIRING 1] critical: TargetDown llama (vllm)');
    expect(rendered('message')).toMatch(
      /^It is down\.\nSince five minutes\.\nDashboard: https:\/\/g\/d\/x\n/,
    );
    const silence = new URL(/Silence: (\S+)/.exec(rendered('message'))![1]!);
    expect(`${silence.origin}${silence.pathname}`).toBe(
      `${grafanaUrl(alertsByPrometheus)}/alerting/silence/new`,
    );
    expect([...silence.searchParams]).toEqual([
      ['alertmanager', 'Alertmanager'],
      ['matcher', 'alertname=TargetDown'],
      ['matcher', 'model_name=Qwen/Qwen2.5 7B'],
    ]);
  });
});

describeWith(['alertmanager'], 'a real Alertmanager with the configuration made of `alerts`', () => {
  const processes = new Processes();
  const messages = new Messages();
  let settings: Settings;
  let url: string;

  beforeAll(async () => {
    await messages.listen('127.0.0.1');
    settings = onKubernetes(
      {},
      {
        alerts: {
          engine: 'prometheus',
          groupWait: '1s',
          contactPoints: [
            { kind: 'webhook', name: 'on-call', url: messages.url, authorization: 'hook-token' },
          ],
        },
      },
    );
    const { config, folder } = write(settings);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    processes.start('alertmanager', [
      ...[`--config.file=${config}`, `--storage.path=${folder}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
    ]);
    await eventually(60, async () => {
      if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('not ready');
    });
  });

  afterAll(async () => {
    messages.close();
    await processes.stop();
  });

  test('notifies of an alert, with the credentials, and never of the watchdog', async () => {
    const alert = (alertname: string, severity: string) => ({ labels: { alertname, severity } });
    const sent = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([alert('Watchdog', 'none'), alert('TargetDown', 'critical')]),
    });
    expect(sent.status).toBe(200);
    await eventually(30, async () => expect(messages.about('TargetDown')).toHaveLength(1));
    expect(messages.about('Watchdog')).toEqual([]);
    expect(new Set(messages.logins)).toEqual(new Set(['Bearer hook-token']));
  });

  describeWith(['grafana'], 'through the data source of Grafana', () => {
    test('shows its alerts and takes silences', async () => {
      const server = await GrafanaServer.start(toolPath('grafana')!, 'a-password');
      try {
        const grafana = new GrafanaApi(server.url, 'admin', 'a-password');
        const source = dataSources(settings).find(({ uid }) => uid === 'alertmanager')!;
        await grafana.call('POST', '/api/datasources', { ...source, access: 'proxy', url });
        const api = '/api/alertmanager/alertmanager/api/v2';
        await grafana.call('POST', `${api}/silences`, {
          matchers: [{ name: 'alertname', value: 'TargetDown', isRegex: false, isEqual: true }],
          startsAt: new Date().toISOString(),
          endsAt: new Date(Date.now() + 3_600_000).toISOString(),
          createdBy: 'admin',
          comment: 'maintenance',
        });
        await eventually(30, async () => {
          const alerts = await grafana.call<Alert[]>('GET', `${api}/alerts`);
          expect(
            Object.fromEntries(alerts.map(({ labels, status }) => [labels['alertname'], status.state])),
          ).toEqual({
            TargetDown: 'suppressed',
            Watchdog: 'active',
          });
        });
      } finally {
        server.stop();
      }
    });
  });
});

const FIRING = {
  receiver: 'on-call',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'TargetDown', model_name: 'Qwen/Qwen2.5 7B' },
      annotations: {
        summary: 'It is down.',
        description: 'Since five minutes.',
        dashboard_url: 'https://g/d/x',
      },
    },
  ],
  commonLabels: { alertname: 'TargetDown', severity: 'critical', model_name: 'llama', job: 'vllm' },
};
