import { X509Certificate } from 'node:crypto';
import { get, type RequestOptions } from 'node:https';
import { connect, type SecureContextOptions } from 'node:tls';

/** HTTP status of a response, or the error of the handshake. */
export function ask(port: number, path: string, options: RequestOptions): Promise<number | string> {
  return new Promise((resolve) => {
    get({ host: 'localhost', port, path, ...options }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** SHA-256 of the certificate that a server presents. */
export function servedBy(port: number, name: string, client: SecureContextOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: 'localhost', port, servername: name, rejectUnauthorized: false, ...client };
    const socket = connect(options, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    }).once('error', reject);
  });
}

/** SHA-256 of a certificate, in the format of {@link servedBy}. */
export function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}
