import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../../../configs/bundle/index.ts';
import { services } from '../../../configs/services/index.ts';
import { parseSettings } from '../../../configs/index.ts';

const settings = parseSettings({
  demo: true,
  grafana: { adminPassword: 'pa$$word' },
  targets: [{ name: 'a', endpoints: ['a:1'], auth: { bearer: 'tok' } }],
});
const files = new Map(bundle(settings).map(({ path, text }) => [path, text]));
const compose = parse(files.get('compose.yaml') ?? '') as {
  services: Record<string, Record<string, unknown>>;
  volumes: Record<string, unknown>;
};

describe('the rendered stack', () => {
  it('is deterministic', () => {
    expect(bundle(settings)).toEqual([...files].map(([path, text]) => ({ path, text })));
  });

  it('has the expected files', () => {
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'compose.yaml',
        'prometheus/prometheus.yml',
        'loki/config.yml',
        'grafana.json',
        'grafana/provisioning/datasources/llm-monitoring.yaml',
        'grafana/dashboards/vllm-performance.json',
        'grafana/provisioning/alerting/llm-monitoring.yaml',
        'alloy/config.alloy',
        'prometheus/rules/alerts.yml',
        'prometheus/rules/recording.yml',
        'prometheus/rules/slo.yml',
      ]),
    );
  });

  it('runs the same services as the live program, equally hardened', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      services(settings)
        .map(({ name }) => name)
        .sort(),
    );
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' });
      expect(service['mem_limit'], name).toMatch(/^\d+m$/);
    }
  });

  it('checks the health of each service that has a check, and waits for nothing else', () => {
    const checked = services(settings).flatMap(({ name, healthCheck }) => (healthCheck ? [name] : []));
    expect(checked).not.toContain('demo-vllm-0');
    for (const [name, service] of Object.entries(compose.services)) {
      const { disable, test } = service['healthcheck'] as { disable?: boolean; test?: string[] };
      expect(disable ?? false, name).toBe(!checked.includes(name));
      if (!disable) expect(test?.[0], name).toBe('CMD');
      const dependencies = Object.entries((service['depends_on'] ?? {}) as Record<string, unknown>);
      for (const [other, condition] of dependencies) {
        const state = checked.includes(other) ? 'service_healthy' : 'service_started';
        expect(condition, `${name} after ${other}`).toEqual({ condition: state });
      }
    }
    expect(compose.services['demo-backend']?.['depends_on']).toHaveProperty('demo-vllm-0');
  });

  it('has secrets only in .env and in the files intended for them', () => {
    expect(files.get('.env')).toContain('GF_SECURITY_ADMIN_PASSWORD=');
    expect(files.get('compose.yaml')).not.toContain('pa$$word');
    expect(files.get('prometheus/secrets/a')).toBe('tok');
    for (const [path, text] of files)
      if (path !== 'prometheus/secrets/a') expect(text, path).not.toContain('tok\n');
  });

  it('has the home dashboard that Grafana is configured with', () => {
    const { environment } = compose.services['grafana'] as { environment: Record<string, string> };
    const [, uid] = /^\/d\/(.+)$/.exec(environment['GF_USERS_HOME_PAGE']!)!;
    expect([...files.keys()]).toContain(`grafana/dashboards/${uid}.json`);
  });

  it('escapes variable syntax of Compose', () => {
    const [, , script] = compose.services['grafana']?.['entrypoint'] as string[];
    expect(script?.replaceAll('$$', '')).not.toContain('$');
  });
});
