import type { Settings } from '../settings/index.ts';
import { imageParts, mirrored } from '../text/image-parts.ts';
import { CONTAINER_SECURITY, resources } from './workload.ts';

export const ADMIN_USER_KEY = 'admin-user';
export const ADMIN_PASSWORD_KEY = 'admin-password';
export const SECRET_KEY_KEY = 'secret-key';

export const ADMIN_PATH = '/etc/secrets/admin';
export const DATABASE_PATH = '/etc/secrets/database';

export const DATABASE_CA_KEY = 'ca.crt';
export const DATABASE_CA_PATH = '/etc/database-ca';

const INI = '/etc/grafana/grafana.ini';
const HOME = '/usr/share/grafana';
const DATA = '/var/lib/grafana';
const LOGS = '/var/log/grafana';

/** Grafana exits at once while another pod holds the database lock; five minutes are enough to migrate a new database. */
const RESET = [
  'for attempt in $(seq 30); do',
  `  grafana cli --homepath ${HOME} --config ${INI} admin reset-admin-password --password-from-stdin \\`,
  `    < ${ADMIN_PATH}/${ADMIN_PASSWORD_KEY} && exit 0`,
  '  sleep 10',
  'done',
  'exit 1',
].join('\n');

/**
 * Init container that sets the administrator password to that of the Secret, because Grafana reads it only when its database is
 * new. The command migrates a new database like the server and under the same lock, so it may run first.
 *
 * Files are read by Grafana's own `$__file{}`, because variables that end in `__FILE` are handled by the image's entry point,
 * which does not run here.
 */
export function passwordReset({ images, kubernetes, grafana }: Settings) {
  const { database } = kubernetes.grafana;
  const variable = (name: string, value: string) => ({ name, value });
  const secret = (name: string, path: string) => variable(name, `$__file{${path}}`);
  const mount = (name: string, mountPath: string, more: object = {}) => ({ name, mountPath, ...more });
  const readOnly = { readOnly: true };
  return {
    name: 'reset-admin-password',
    image: withRegistry(images.grafana, kubernetes.imageRegistry),
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-ec', RESET],
    env: [
      variable('GF_PATHS_DATA', `${DATA}/`),
      variable('GF_PATHS_LOGS', LOGS),
      variable('GF_PATHS_PLUGINS', `${DATA}/plugins`),
      secret('GF_SECURITY_ADMIN_USER', `${ADMIN_PATH}/${ADMIN_USER_KEY}`),
      secret('GF_SECURITY_ADMIN_PASSWORD', `${ADMIN_PATH}/${ADMIN_PASSWORD_KEY}`),
      secret('GF_SECURITY_SECRET_KEY', `${ADMIN_PATH}/${SECRET_KEY_KEY}`),
      ...(database ? [secret('GF_DATABASE_PASSWORD', `${DATABASE_PATH}/password`)] : []),
    ],
    securityContext: CONTAINER_SECURITY,
    // It may be the first to migrate the database, like the server. A pod reserves the maximum of both, not their sum.
    resources: resources('500m', grafana.memory, 64),
    // Volumes of the chart, and those of the server's own container.
    volumeMounts: [
      mount('config', INI, { subPath: 'grafana.ini', ...readOnly }),
      mount('storage', DATA),
      mount('search', `${DATA}-search`),
      mount('tmp', '/tmp'),
      mount('logs', LOGS),
      mount('admin', ADMIN_PATH, readOnly),
      ...(database ? [mount('database', DATABASE_PATH, readOnly)] : []),
      ...(database?.ca === undefined ? [] : [mount('database-ca', DATABASE_CA_PATH, readOnly)]),
    ],
  };
}

/** Full reference, in the format that the chart uses for the server image. */
function withRegistry(image: string, registry: string | undefined): string {
  return mirrored(image, registry ?? imageParts(image).registry);
}
