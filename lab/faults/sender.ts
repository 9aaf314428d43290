import { eventually, sleep } from '../common/waiting.ts';
import { postSpans } from '../traces/post-spans.ts';
import { requestTrace, SPANS_PER_REQUEST } from '../traces/requests.ts';
import { listOf, whileWatching } from './alerts.ts';
import type { FaultLab } from './lab.ts';

/** Interval in milliseconds between two traces. */
const EVERY = 500;
/** Longest time in seconds that a sender may wait for its answer, on a busy machine. */
const BLOCKED = 5;
/** Seconds that the collector may take to send its backlog, and Tempo to make it searchable. */
const ARRIVED_WITHIN = 120;

let started = 0;

/**
 * Runs a fault of a service; that of Tempo while an application sends traces.
 *
 * @param lost `in memory` if the fault may cost Tempo the traces that it has not written yet.
 * @returns the result of the action, for Tempo with the number of traces sent and found, and the alerts that have a result.
 * @throws if a sender was rejected or blocked, or a trace was lost otherwise.
 */
export async function withTraces(
  lab: FaultLab,
  service: string,
  lost: 'none' | 'in memory',
  work: () => Promise<string>,
): Promise<string> {
  if (service !== 'tempo') return work();
  const sender = `sender-${++started}`;
  let running = true;
  let sent = 0;
  let slowest = 0;
  const sending = (async () => {
    while (running) {
      const start = performance.now();
      await send(lab, sender);
      sent += 1;
      slowest = Math.max(slowest, (performance.now() - start) / 1000);
      await sleep(EVERY);
    }
  })();
  // Awaited after the action.
  sending.catch(() => undefined);
  const { result, hits } = await whileWatching(lab, ['tempo', 'alloy'], work).finally(
    () => (running = false),
  );
  await sending;
  if (slowest > BLOCKED) throw new Error(`a sender waited for ${slowest.toFixed(1)} s`);
  let found = 0;
  await eventually(ARRIVED_WITHIN, async () => {
    found = await tracesOf(lab, sender);
    if (found < sent) throw new Error(`${found} of ${sent} traces are in Tempo`);
  }).catch((error: unknown) => {
    if (lost === 'none') throw error;
  });
  return `${result}; ${found} of ${sent} traces are in Tempo, each accepted within ${slowest.toFixed(1)} s; ${listOf(hits)}`;
}

async function send({ settings }: FaultLab, service: string): Promise<void> {
  const trace = requestTrace({ seconds: 1 }).map((span) => ({
    ...span,
    resource: { ...span.resource, 'service.name': service },
  }));
  const status = await postSpans(settings.traces.httpPort, trace);
  if (status !== 200) throw new Error(`the collector answers an application with ${status}`);
}

/** Whole traces of a service in the last hour. Spans whose answer did not arrive in time are sent again, and count twice. */
async function tracesOf(lab: FaultLab, service: string): Promise<number> {
  const end = Math.ceil(Date.now() / 1000);
  const { traces = [] } = await lab.grafana.call<{ traces?: unknown[] }>(
    'GET',
    `/api/datasources/proxy/uid/tempo/api/search?${new URLSearchParams({
      q: `{ resource.service.name = "${service}" } | count() >= ${SPANS_PER_REQUEST}`,
      limit: '10000',
      start: String(end - 3600),
      end: String(end),
    })}`,
  );
  return traces.length;
}
