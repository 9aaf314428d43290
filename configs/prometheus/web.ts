import { createHmac } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { stringify } from 'yaml';
import type { ConfigFile } from '../text/config-file.ts';
import type { Secret, Settings } from '../settings/index.ts';
import { CONFIG_PATH } from './paths.ts';

/** Authentication and TLS of Prometheus. */
type Web = Pick<Settings['prometheus'], 'auth' | 'tls'>;

/** Client settings for a managed Prometheus in a scrape job or for promtool (prometheus/common `HTTPClientConfig`). */
export interface WebClient {
  readonly basic_auth?: { readonly username: string; readonly password_file: string };
  readonly tls_config?: { readonly ca_file: string; readonly server_name: string };
}

/** Server name of the certificate, independent of the address. */
export const webServerName = 'prometheus';

const PASSWORD = 'secrets/prometheus';
const CERT = 'web/server.pem';
const KEY = 'web/server.key';
const CA = 'web/ca.pem';
const CLIENT = 'web/client.yml';
const WEB = 'web/web.yml';

const inConfig = (path: string) => `${CONFIG_PATH}/${path}`;

/** Path for `--web.config.file` and promtool's `--http.config.file`; undefined without authentication or TLS. */
export const webPaths = (web: Web): { server: string; client: string } | undefined =>
  web.auth || web.tls ? { server: inConfig(WEB), client: inConfig(CLIENT) } : undefined;

/** Client settings of the server's own container. */
export function webClient({ auth, tls }: Web): WebClient {
  return {
    ...(auth ? { basic_auth: { username: auth.username, password_file: inConfig(PASSWORD) } } : {}),
    ...(tls ? { tls_config: { ca_file: inConfig(CA), server_name: webServerName } } : {}),
  };
}

/** Server settings (prometheus docs `configuration/https`), client settings, and the files that both refer to. */
export function webFiles(settings: Settings): ConfigFile[] {
  const { auth, tls } = settings.prometheus;
  if (!auth && !tls) return [];
  return [
    { path: WEB, content: webConfig(settings) },
    { path: CLIENT, content: stringify(webClient(settings.prometheus)) },
    ...(auth ? [{ path: PASSWORD, content: auth.password }] : []),
    ...(tls
      ? [
          { path: CERT, content: tls.cert },
          { path: KEY, content: tls.key },
          { path: CA, content: tls.ca },
        ]
      : []),
  ];
}

function webConfig({ name, prometheus: { auth, tls } }: Settings): string | Secret {
  const tlsPart = tls
    ? { tls_server_config: { cert_file: inConfig(CERT), key_file: inConfig(KEY), min_version: 'TLS12' } }
    : {};
  if (!auth) return stringify(tlsPart);
  return auth.password.map((password) =>
    stringify({ ...tlsPart, basic_auth_users: { [auth.username]: passwordHash(password, name) } }),
  );
}

/** 2^10 rounds, the cost used by htpasswd and Prometheus' guide. */
const COST = 10;
const SALT_BYTES = 16;

/**
 * bcrypt hash of a password. The salt is derived from password and stack, so that a second `up` changes nothing and two stacks
 * with the same password have different hashes. Precomputed tables are useless because the salt depends on the password.
 */
export function passwordHash(password: string, stack: string): string {
  const key = JSON.stringify([stack, password]);
  const hash = hashes.get(key) ?? newHash(password, stack);
  hashes.set(key, hash);
  return hash;
}

/** Hashes of this run, cached because hashing is slow by design and the files are built more than once. */
const hashes = new Map<string, string>();

function newHash(password: string, stack: string): string {
  const salt = createHmac('sha256', password).update(`llm-monitoring prometheus ${stack}`).digest();
  const text = bcrypt.encodeBase64([...salt.subarray(0, SALT_BYTES)], SALT_BYTES);
  return bcrypt.hashSync(password, `$2b$${COST}$${text}`);
}
