import { describe, expect, it } from 'vitest';
import { parseSettings, SettingsError } from '../../../configs/index.ts';

function faultsOf(raw: Record<string, unknown>): readonly string[] {
  try {
    parseSettings(raw);
    return [];
  } catch (error) {
    if (error instanceof SettingsError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
}

const target = (more: Record<string, unknown>) => ({ targets: [{ name: 'a', endpoints: ['a:1'], ...more }] });

describe('a bad value is told by key, what was found, what is allowed and an example', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'port out of range',
      { grafana: { port: 99999 } },
      'llm-monitoring:grafana.port: found 99999, expected a whole number from 1 to 65535. Example: 3000',
    ],
    [
      'duration in words',
      { prometheus: { retention: '15 days' } },
      'llm-monitoring:prometheus.retention: found "15 days", expected a duration such as "30s", "15m", "24h" or "7d". Example: "15d"',
    ],
    [
      'duration of nothing',
      { prometheus: { scrapeInterval: '0s' } },
      'llm-monitoring:prometheus.scrapeInterval: found "0s", expected a duration such as "30s", "15m", "24h" or "7d". Example: "15s"',
    ],
    [
      'memory without unit',
      { loki: { memory: '512' } },
      'llm-monitoring:loki.memory: found "512", expected a size such as "512MiB" or "2GiB". Example: "1GiB"',
    ],
    [
      'endpoint with scheme',
      target({ endpoints: ['http://a:8000'] }),
      'llm-monitoring:targets[0].endpoints[0]: found "http://a:8000", expected targets[0].endpoints to be a list of at least one host:port. Example: ["host.docker.internal:8000"]',
    ],
    [
      'label name that Prometheus does not accept',
      target({ labels: { 'env-name': 'prod' } }),
      'llm-monitoring:targets[0].labels.env-name: found "env-name", expected targets[0].labels to be a map of label name to value. Example: {"team":"search"}',
    ],
    [
      'unknown kind of contact point',
      { alerts: { contactPoints: [{ kind: 'slck', name: 'a', url: 'https://hooks.example.com' }] } },
      'llm-monitoring:alerts.contactPoints[0].kind: found "slck", expected one of webhook, slack, email, pagerduty, opsgenie, teams, discord, telegram, googlechat, oncall, victorops, pushover, webex, alertmanager. Example: "slack"',
    ],
    [
      'contact point without a kind',
      { alerts: { contactPoints: [{ name: 'a', url: 'https://hooks.example.com' }] } },
      'llm-monitoring:alerts.contactPoints[0].kind: found nothing, expected one of webhook, slack,',
    ],
    [
      'key of another kind of contact point',
      { alerts: { contactPoints: [{ kind: 'slack', name: 'a', addresses: ['a@example.com'] }] } },
      'llm-monitoring:alerts.contactPoints[0].addresses: unknown key "addresses"; allowed: kind, name, url, token, channel, mention',
    ],
    [
      'value of a kind of contact point, with the example of that kind',
      { alerts: { contactPoints: [{ kind: 'slack', name: 'a', url: 'hooks.slack.com/services/x' }] } },
      'llm-monitoring:alerts.contactPoints[0].url: found an invalid value (not shown because it is a secret), expected an http or https URL (set it with `--secret`). Example: "https://hooks.slack.com/services/T0/B0/x"',
    ],
    [
      'list instead of a section',
      { exporters: ['gpu', 'node'] },
      'llm-monitoring:exporters: found ["gpu","node"], expected a map of gpu, node, containers. Example: {"node":true}',
    ],
    [
      'key of a section at the top',
      { 'logs.include': ['web'] },
      'llm-monitoring:logs.include: unknown key "logs.include"; write "include" below "llm-monitoring:logs"',
    ],
    [
      'another separator than ":"',
      { 'llm-monitoring.grafana': {} },
      'llm-monitoring.grafana: unknown key "llm-monitoring.grafana"; did you mean "llm-monitoring:grafana"?',
    ],
    [
      'endpoint twice',
      target({ endpoints: ['a:1', 'b:1', 'a:1'] }),
      'llm-monitoring:targets[0].endpoints[2]: found "a:1", the same as targets[0].endpoints[0], expected each address once',
    ],
    [
      'no endpoint',
      target({ endpoints: [] }),
      'llm-monitoring:targets[0].endpoints: found [], expected a list of at least one host:port. Example: ["host.docker.internal:8000"]',
    ],
    [
      'unknown kind',
      target({ kind: 'vlm' }),
      'llm-monitoring:targets[0].kind: found "vlm", expected one of vllm, http, prometheus, production-stack-router, llm-d-epp, litellm. Example: "vllm"',
    ],
    [
      'two kinds of credentials',
      target({ auth: { bearer: 'x', basic: { username: 'u', password: 'p' } } }),
      'llm-monitoring:targets[0].auth: found',
    ],
    [
      'incidents of the demo that overlap',
      { demo: { incident: '5m' } },
      'llm-monitoring:demo.incident: found "5m", expected a duration of at least "12m", or false. Example: "30m"',
    ],
    [
      'demo in words',
      { demo: 'yes' },
      'llm-monitoring:demo: found "yes", expected true, false or {incident}. Example: {"incident":"30m"}',
    ],
    [
      'floating image',
      { images: { loki: 'grafana/loki:latest' } },
      'llm-monitoring:images.loki: found "grafana/loki:latest", expected an image with a tag other than "latest", or with a digest.',
    ],
    [
      'key with a typing error',
      { prometheus: { retension: '15d' } },
      'llm-monitoring:prometheus.retension: unknown key "retension"; did you mean "retention"?',
    ],
    [
      'section with a typing error',
      { target: [] },
      'llm-monitoring:target: unknown key "target"; did you mean "targets"?',
    ],
    [
      'short log retention',
      { loki: { retention: '2h' } },
      'llm-monitoring:loki.retention: found "2h", expected at least "24h", because Loki deletes whole days of its index. Example: "7d"',
    ],
    [
      'timeout over interval',
      { prometheus: { scrapeInterval: '5s', scrapeTimeout: '10s' } },
      'llm-monitoring:prometheus.scrapeTimeout: found "10s", expected at most the scrape interval, "5s"',
    ],
    [
      'two servers on one port',
      { loki: { port: 9090 } },
      'llm-monitoring:loki.port: found 9090, the port of prometheus, expected an unused port',
    ],
    [
      'name of a job of ours',
      target({ name: 'grafana' }),
      'llm-monitoring:targets[0].name: found "grafana", expected another name, because the stack itself uses prometheus,',
    ],
    [
      'known password, open to the network',
      { docker: { bindAddress: '0.0.0.0' }, grafana: { adminPassword: 'admin' } },
      'llm-monitoring:grafana.adminPassword: found a well-known default password, expected a secure password',
    ],
  ])('%s', (_, raw, expected) => {
    const faults = faultsOf(raw);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  it('names every fault at once, of one section and of several', () => {
    expect(
      faultsOf({
        grafana: { port: 0, memory: 'x' },
        backend: 'nomad',
        targets: [{ name: 'A b' }],
        demo: 'maybe',
      }),
    ).toHaveLength(6);
  });

  it('does not print a secret that is not allowed', () => {
    const faults = faultsOf(target({ auth: { bearer: 12345678 } }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toContain('12345678');
  });
});

describe('good values', () => {
  it('need not be given: everything has a default', () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({
      backend: 'docker',
      name: 'llm-monitoring',
      demo: false,
      targets: [],
      models: [],
    });
    expect(settings.grafana.adminPassword).toBeUndefined();
  });

  it('of the demo are a boolean or a map, and mean the same where they say the same', () => {
    const complete = parseSettings({ demo: true }).demo;
    expect(complete).toEqual({ incident: '15m' });
    expect(parseSettings({ demo: {} }).demo).toEqual(complete);
    expect(parseSettings({ demo: { incident: '1h30m' } }).demo).toEqual({ incident: '1h30m' });
    expect(parseSettings({ demo: { incident: false } }).demo).toEqual({ incident: false });
    expect(parseSettings({ demo: false }).demo).toBe(false);
  });

  it('are frozen', () => {
    const settings = parseSettings({});
    expect(() => Object.assign(settings.grafana, { port: 1 })).toThrow(TypeError);
  });

  it('keep secrets from being printed', () => {
    const settings = parseSettings({ grafana: { adminPassword: 's3cret-word' } });
    expect(JSON.stringify(settings) + String(settings.grafana.adminPassword)).not.toContain('s3cret-word');
    expect(settings.grafana.adminPassword?.reveal()).toBe('s3cret-word');
  });

  it('let a port be shared with a server that is not ours', () => {
    expect(
      faultsOf({ loki: { port: 9090 }, prometheus: { existing: { url: 'https://p.example.com' } } }),
    ).toEqual([]);
  });
});
