import type { ConfigFile } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';

type Loki = Pick<Settings['loki'], 'tls' | 'existing'>;

/** Folder of Loki's configuration. */
export const CONFIG_PATH = '/etc/loki';
const CERT = 'tls/server.pem';
const KEY = 'tls/server.key';
const CLIENT_CA = 'tls/client-ca.pem';

/** Port on loopback, for the health check alone. */
const PROBE_PORT = 3101;

/** Name that the certificate is for, and by which everybody on the stack's network calls Loki. */
const SERVER_NAME = 'loki';

/**
 * What HTTPS adds to Loki's configuration. Its gRPC, by which it asks itself, and a second HTTP server that knows `/ready` and no
 * log line listen on loopback: the health check has no certificate to show.
 */
export function lokiTlsConfig({ tls }: Loki): { server?: object; internal_server?: object } {
  if (!tls) return {};
  const inConfig = (path: string) => `${CONFIG_PATH}/${path}`;
  const loopback = { grpc_listen_address: '127.0.0.1' };
  return {
    server: {
      ...loopback,
      tls_min_version: 'VersionTLS12',
      http_tls_config: {
        cert_file: inConfig(CERT),
        key_file: inConfig(KEY),
        ...(tls.client ? { client_ca_file: inConfig(CLIENT_CA) } : {}),
      },
    },
    internal_server: {
      enable: true,
      http_listen_address: '127.0.0.1',
      http_listen_port: PROBE_PORT,
      ...loopback,
    },
  };
}

/** Not in the file, so that whoever looks at the container sees that it asks. */
export const lokiTlsArguments = ({ tls }: Loki): string[] =>
  tls?.client ? ['-server.http-tls-client-auth=RequireAndVerifyClientCert'] : [];

/** Address for `loki -health`, which can show no certificate. */
export const lokiProbeArguments = ({ tls }: Loki): string[] =>
  tls ? [`-health.url=http://127.0.0.1:${PROBE_PORT}/ready`] : [];

/** What the server's own configuration refers to. */
export function lokiTlsFiles({ tls }: Loki): ConfigFile[] {
  if (!tls) return [];
  return [
    { path: CERT, content: tls.cert },
    { path: KEY, content: tls.key },
    ...(tls.client ? [{ path: CLIENT_CA, content: tls.client.ca }] : []),
  ];
}

/** What a server that asks Loki needs (prometheus/common `TLSConfig`); Alloy has the same words. */
export interface LokiClientTls {
  readonly ca_file: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly server_name: string;
}

/** How another server asks ours, and the files for it; paths below the other's configuration folder. */
export function lokiClient(
  { tls, existing }: Loki,
  folder: string,
): { tls: LokiClientTls; files: ConfigFile[] } | undefined {
  if (!tls || existing) return undefined;
  const path = (file: string) => `${folder}/loki-tls/${file}`;
  const file = (name: string, content: ConfigFile['content']) => ({ path: `loki-tls/${name}`, content });
  return {
    tls: {
      ca_file: path('ca.pem'),
      ...(tls.client ? { cert_file: path('client.pem'), key_file: path('client.key') } : {}),
      server_name: SERVER_NAME,
    },
    files: [
      file('ca.pem', tls.ca),
      ...(tls.client ? [file('client.pem', tls.client.cert), file('client.key', tls.client.key)] : []),
    ],
  };
}
