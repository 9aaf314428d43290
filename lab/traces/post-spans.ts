import { exportRequest, type Span } from '../../configs/demo/driver/otlp.ts';

/** OTLP over HTTP on a port of this machine. */
export const otlpUrl = (port: number): string => `http://127.0.0.1:${port}/v1/traces`;

/**
 * Sends spans like an application, on a connection of its own, because a server may close an idle one at any time.
 *
 * @param port of OTLP over HTTP on this machine.
 * @returns the HTTP status.
 */
export async function postSpans(port: number, spans: readonly Span[]): Promise<number> {
  const { status } = await fetch(otlpUrl(port), {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(exportRequest(spans)),
  });
  return status;
}
