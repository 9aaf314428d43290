/**
 * Grafana's own hardening list (docs `setup-grafana/configure-security/configure-security-hardening`), as variables of its image;
 * they hold wherever it runs. docs/security.md says what of the list is not here, and why. Some are the defaults of today,
 * said so that they stay.
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
  // From 13.2, Prometheus and Loki are on the list of preinstalled plugins. An update at startup fails on a read-only root and leaves
  // no working data source (grafana/grafana#132528). The first key skips the list, updates included (`setting_plugins.go`);
  // the second holds if the list is enabled again.
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
  GF_DASHBOARDS_MIN_REFRESH_INTERVAL: '10s',
  GF_LOG_MODE: 'console',
} as const;

/**
 * What holds besides where browsers come by HTTPS and by one name (`grafana.ini`). Another name is answered with the way to the
 * right one; health checks and scrapes are answered by any.
 */
export const httpsIni = (host: string) =>
  ({
    server: { domain: host, enforce_domain: true },
    security: { cookie_secure: true, strict_transport_security: true },
    // A browser takes a cookie of this name from this host alone, and over HTTPS alone.
    auth: { login_cookie_name: '__Host-grafana_session' },
  }) as const;
