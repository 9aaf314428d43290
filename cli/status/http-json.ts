import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { defined } from '../../configs/text/defined.ts';

/** An HTTP API and how to reach it. */
export interface Endpoint {
  readonly url: string;
  /** Value of the Authorization header. */
  readonly authorization?: string;
  /** Certificate authority of the server, PEM text. */
  readonly ca?: string;
  /** Name in the certificate of the server, if not the host of the URL. */
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
}

const TIMEOUT = 5000; // milliseconds

/**
 * Gets JSON. Uses Node's older client, because `fetch` does not accept a certificate authority.
 *
 * @param timeout milliseconds.
 * @throws Error with the reason on one line.
 */
export async function getJson(endpoint: Endpoint, path: string, timeout = TIMEOUT): Promise<unknown> {
  const { url, authorization, ca, serverName, insecureSkipVerify } = endpoint;
  const target = new URL(url.replace(/\/$/, '') + path);
  const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
    headers: authorization === undefined ? {} : { authorization },
    signal: AbortSignal.timeout(timeout),
    ...defined({ ca, servername: serverName }),
    rejectUnauthorized: !insecureSkipVerify,
  });
  const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    request.once('error', reject).once('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    request.end();
  }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.name === 'AbortError' ? `no response within ${timeout / 1000} s` : reasonOf(error));
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  try {
    return JSON.parse(answer.body);
  } catch {
    throw new Error('the response is not JSON');
  }
}

/** For hosts with several addresses, such as `localhost`, the reasons are in a list and the error itself has none. */
function reasonOf(error: Error & { errors?: readonly Error[] }): string {
  return (error.message || error.errors?.[0]?.message || error.name).split('\n')[0]!;
}
