/**
 * Grafana's hardening guide (docs `setup-grafana/configure-security/configure-security-hardening`) as environment variables of
 * its image, for every backend. docs/security.md lists the exceptions and their reasons. Some values are current defaults, set
 * explicitly so that they cannot change.
 */
export const HARDENING = {
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
  GF_SECURITY_CONTENT_SECURITY_POLICY: 'true',
  GF_SECURITY_ALLOW_EMBEDDING: 'false',
  GF_SECURITY_COOKIE_SAMESITE: 'lax',
  GF_SECURITY_DISABLE_BRUTE_FORCE_LOGIN_PROTECTION: 'false',
  GF_USERS_ALLOW_SIGN_UP: 'false',
  GF_USERS_AUTO_ASSIGN_ORG_ROLE: 'Viewer',
  GF_USERS_VIEWERS_CAN_EDIT: 'false',
  GF_AUTH_ANONYMOUS_ENABLED: 'false',
  GF_AUTH_ANONYMOUS_HIDE_VERSION: 'true',
  GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  // From 13.2, Prometheus and Loki are preinstalled plugins. Updating them at startup fails on a read-only root file system and
  // leaves no working data source (grafana/grafana#132528). The first key disables the list including updates
  // (`setting_plugins.go`); the second applies if the list is enabled again.
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
  // The stack installs no plugin, and the keys that come with Grafana verify the bundled ones. The download logs an error at each
  // start of a Grafana that cannot reach grafana.com.
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
  GF_DASHBOARDS_MIN_REFRESH_INTERVAL: '10s',
  GF_LOG_MODE: 'console',
} as const;

/**
 * Additional settings if browsers connect by HTTPS and a single host name (`grafana.ini`). Requests for another name are
 * redirected; health checks and scrapes are not.
 */
export const httpsIni = (host: string) =>
  ({
    server: { domain: host, enforce_domain: true },
    security: { cookie_secure: true, strict_transport_security: true },
    // Browsers accept a cookie of this name only from this host and only over HTTPS.
    auth: { login_cookie_name: '__Host-grafana_session' },
  }) as const;
