import type { ConfigFile } from '../text/config-file.ts';
import type { Settings } from '../settings/index.ts';

type Loki = Pick<Settings['loki'], 'tls' | 'existing'>;

/** Configuration folder of Loki. */
export const CONFIG_PATH = '/etc/loki';
const CERT = 'tls/server.pem';
const KEY = 'tls/server.key';
const CLIENT_CA = 'tls/client-ca.pem';

/** Loopback port, only for the health check. */
const PROBE_PORT = 3101;

/** Server name of the certificate, used by all clients on the stack's network. */
const SERVER_NAME = 'loki';

/**
 * HTTPS settings of Loki. Its gRPC server, which only Loki itself calls, and a second HTTP server with `/ready` but no log data
 * listen on loopback, because the health check has no client certificate.
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

/** An argument instead of a file setting, so that the container shows that client certificates are required. */
export const lokiTlsArguments = ({ tls }: Loki): string[] =>
  tls?.client ? ['-server.http-tls-client-auth=RequireAndVerifyClientCert'] : [];

/** URL for `loki -health`, which has no client certificate. */
export const lokiProbeArguments = ({ tls }: Loki): string[] =>
  tls ? [`-health.url=http://127.0.0.1:${PROBE_PORT}/ready`] : [];

/** Files that the server configuration refers to. */
export function lokiTlsFiles({ tls }: Loki): ConfigFile[] {
  if (!tls) return [];
  return [
    { path: CERT, content: tls.cert },
    { path: KEY, content: tls.key },
    ...(tls.client ? [{ path: CLIENT_CA, content: tls.client.ca }] : []),
  ];
}

/** TLS settings of a Loki client (prometheus/common `TLSConfig`); Alloy uses the same names. */
export interface LokiClientTls {
  readonly ca_file: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly server_name: string;
}

/** Client settings and files for another server; paths are relative to the configuration folder of that server. */
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
