import { describe, expect, it } from 'vitest';
import { grafanaService } from '../../../configs/services/grafana.ts';
import { grafanaValues } from '../../../configs/kubernetes/grafana-values.ts';
import { parseSettings } from '../../../configs/index.ts';
import { onKubernetes, prod } from '../kubernetes/stacks.ts';

type Ini = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const onDocker = grafanaService(parseSettings({})).env;
const inCluster = grafanaValues(prod);
const behindHttps = inCluster['grafana.ini'] as Ini;
const forwarded = grafanaValues(onKubernetes())['grafana.ini'] as Ini;

describe('Grafana’s hardening guide, on Docker and on Kubernetes', () => {
  it.each([
    ['no picture of users from elsewhere', 'GF_SECURITY_DISABLE_GRAVATAR', 'true'],
    ['scripts of its own alone', 'GF_SECURITY_CONTENT_SECURITY_POLICY', 'true'],
    ['no frame in other sites', 'GF_SECURITY_ALLOW_EMBEDDING', 'false'],
    ['no cookie with requests of other sites', 'GF_SECURITY_COOKIE_SAMESITE', 'lax'],
    ['no guessing of passwords', 'GF_SECURITY_DISABLE_BRUTE_FORCE_LOGIN_PROTECTION', 'false'],
    ['nobody signs up', 'GF_USERS_ALLOW_SIGN_UP', 'false'],
    ['new users may look', 'GF_USERS_AUTO_ASSIGN_ORG_ROLE', 'Viewer'],
    ['and no more than look', 'GF_USERS_VIEWERS_CAN_EDIT', 'false'],
    ['nobody without a name', 'GF_AUTH_ANONYMOUS_ENABLED', 'false'],
    ['no version for strangers', 'GF_AUTH_ANONYMOUS_HIDE_VERSION', 'true'],
    ['no snapshot at other sites', 'GF_SNAPSHOTS_EXTERNAL_ENABLED', 'false'],
    ['no report of its use', 'GF_ANALYTICS_REPORTING_ENABLED', 'false'],
    ['no question for updates', 'GF_ANALYTICS_CHECK_FOR_UPDATES', 'false'],
    ['nor for those of plugins', 'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES', 'false'],
    ['no news', 'GF_NEWS_NEWS_FEED_ENABLED', 'false'],
    ['no plugin from elsewhere', 'GF_PLUGINS_PREINSTALL_DISABLED', 'true'],
    ['no update of plugins at startup', 'GF_PLUGINS_PREINSTALL_AUTO_UPDATE', 'false'],
    ['no download of signing keys', 'GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED', 'true'],
    ['no dashboard that asks all the time', 'GF_DASHBOARDS_MIN_REFRESH_INTERVAL', '10s'],
    ['the log where the engine sees it', 'GF_LOG_MODE', 'console'],
  ])('%s: %s', (_, name, value) => {
    expect(onDocker[name]).toBe(value);
    expect((inCluster.env as Readonly<Record<string, string>>)[name]).toBe(value);
  });

  it('sets a separate key for the secrets in its database', () => {
    const start = grafanaService(parseSettings({})).entrypoint!.join(' ');
    expect(start).toMatch(/test -s \S+\/secret_key \|\| head -c 32 \/dev\/urandom/);
    expect(start).toContain('export GF_SECURITY_SECRET_KEY=');
    expect(inCluster.env).toMatchObject({ GF_SECURITY_SECRET_KEY__FILE: '/etc/secrets/admin/secret-key' });
  });
});

describe('Grafana behind HTTPS', () => {
  it.each([
    ['security', 'cookie_secure', true],
    ['security', 'strict_transport_security', true],
    ['auth', 'login_cookie_name', '__Host-grafana_session'],
    ['server', 'enforce_domain', true],
    ['server', 'domain', 'grafana.example.com'],
    ['server', 'root_url', 'https://grafana.example.com'],
  ])('[%s] %s', (section, key, value) => {
    expect(behindHttps[section]![key]).toBe(value);
  });

  it('sets nothing over a plain tunnel that would lock out users', () => {
    expect(forwarded).not.toHaveProperty('security');
    expect(forwarded).not.toHaveProperty('auth');
    expect(forwarded['server']).not.toHaveProperty('enforce_domain');
  });
});

describe('the chart of Grafana', () => {
  it('starts no root container, reads no Secrets and has no API token', () => {
    expect(inCluster).toMatchObject({
      initChownData: { enabled: false },
      testFramework: { enabled: false },
      rbac: { create: false },
      automountServiceAccountToken: false,
      serviceAccount: { automountServiceAccountToken: false },
      sidecar: {
        datasources: { enabled: false },
        dashboards: { enabled: false },
        alerts: { enabled: false },
      },
    });
    expect(inCluster).not.toHaveProperty('assertNoLeakedSecrets');
  });
});
