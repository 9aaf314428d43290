import { GRAFANA_ENV } from '../grafana/environment.ts';
import type { Settings } from '../settings/index.ts';
import { grafanaPath } from '../inventory/addresses.ts';
import { PARTS } from '../stack/parts.ts';
import { goRuntime } from './go-runtime.ts';
import { wgetProbe } from './probes.ts';
import type { PartService } from './service.ts';

const PORT = PARTS.grafana.docker.port;
const DATA_PATH = '/var/lib/grafana';

/**
 * Init commands: create a key for the secrets in Grafana's database once, stored beside what it encrypts (the default key is
 * public), and set the configured password (Grafana reads it only when its database is new).
 */
const START = [
  `test -s ${DATA_PATH}/secret_key || head -c 32 /dev/urandom | base64 > ${DATA_PATH}/secret_key`,
  `export GF_SECURITY_SECRET_KEY="$(cat ${DATA_PATH}/secret_key)"`,
  `if test -s ${DATA_PATH}/grafana.db; then printf %s "$GF_SECURITY_ADMIN_PASSWORD" | grafana cli --homepath /usr/share/grafana admin reset-admin-password --password-from-stdin > /dev/null; fi`,
  'exec /run.sh',
].join('\n');

/** Behind a proxy, Grafana makes links and redirects from this; it serves the path itself, so the proxy must not strip it. */
function rootUrlEnv({ grafana }: Settings): Readonly<Record<string, string>> {
  if (grafana.rootUrl === undefined) return {};
  return {
    GF_SERVER_ROOT_URL: grafana.rootUrl,
    GF_SERVER_SERVE_FROM_SUB_PATH: String(grafanaPath(grafana.rootUrl) !== ''),
  };
}

/** Environment variable with the administrator password; the caller sets it if the password is generated. */
export const ADMIN_PASSWORD = 'GF_SECURITY_ADMIN_PASSWORD';

/** Grafana, hardened according to its hardening guide. */
export function grafanaService(settings: Settings): PartService {
  const { port, adminUser, adminPassword, memory } = settings.grafana;
  return {
    entrypoint: ['/bin/sh', '-ec', START],
    command: [],
    env: {
      ...goRuntime(memory),
      GF_SECURITY_ADMIN_USER: adminUser,
      ...(adminPassword ? { [ADMIN_PASSWORD]: adminPassword } : {}),
      ...GRAFANA_ENV,
      ...rootUrlEnv(settings),
    },
    user: '472:0',
    joined: settings.docker.networks,
    data: { volume: 'grafana-data', path: DATA_PATH },
    ports: [{ key: 'grafana.port', host: port, container: PORT }],
    healthCheck: {
      test: wgetProbe('grafana', PORT, `${grafanaPath(settings.grafana.rootUrl)}/api/health`),
      intervalSeconds: 3,
      timeoutSeconds: 5,
      retries: 10,
      startPeriodSeconds: 120,
    },
    memoryMiB: memory,
    tmpfs: ['/tmp', '/var/log/grafana'],
    after: [],
  };
}
