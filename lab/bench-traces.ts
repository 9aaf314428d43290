import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeReport } from './bench/report.ts';
import { quantile, rounded } from './bench/statistics.ts';
import type { TraceFigures } from './bench/trace-figures.ts';
import { eventually, sleep } from './common/waiting.ts';
import { balanceOf, storedSpans } from './traces/balance.ts';
import { panelCosts } from './traces/panel-costs.ts';
import { requestTrace, SPANS_PER_REQUEST } from './traces/requests.ts';
import { Samples } from './traces/samples.ts';
import { TraceChain } from './traces/trace-chain.ts';

const USAGE = `Measures the trace pipeline: OTLP, Alloy, Tempo, which is away in the middle.

  node lab/bench-traces.ts [--spans 100000] [--per-second 1000] [--share 0.5] [--queue 8192] [--markers 20] [--json <file>]

--share   traces.sampling.share; a low one leaves few spans to store
--queue   traces.limits.queuedSpans; small, so that spans are dropped while Tempo is away

Requires alloy, prometheus and tempo on PATH.`;

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '100000' },
    'per-second': { type: 'string', default: '1000' },
    share: { type: 'string', default: '0.5' },
    queue: { type: 'string', default: '8192' },
    markers: { type: 'string', default: '20' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Requests of one message of OTLP, as an SDK batches them. */
const PER_MESSAGE = 32;
/** Seconds of a request that is always kept, above `traces.sampling.slowerThan`. */
const SLOW = 8;
/** Most spans sent to Tempo alone, which is a comparison. */
const DIRECT = 50_000;
/** Milliseconds after which no block is expected. */
const SETTLED = 60_000;

async function measure(): Promise<void> {
  const [spans, perSecond, share, queue, markers] = [
    values.spans,
    values['per-second'],
    values.share,
    values.queue,
    values.markers,
  ].map(Number) as [number, number, number, number, number];
  const chain = await TraceChain.start({ sampling: { share }, limits: { queuedSpans: queue } });
  try {
    const samples = new Samples(chain);
    const delays = await delaysOf(chain, markers);
    const flood = await floodOf(spans, perSecond, chain.send, chain);
    const balance = await balanceOf(chain, spans + markers * SPANS_PER_REQUEST);
    const figures: TraceFigures = {
      spans,
      ...flood,
      balance,
      delaySeconds: {
        p50: quantile(delays, 0.5),
        p95: quantile(delays, 0.95),
        max: quantile(delays, 1),
      },
      costs: await samples.stop(),
      bytesPerSpan: rounded((await bytesOnDisk(chain)) / balance.stored),
      panels: await panelCosts(chain),
      direct: await directTo({ spans: Math.min(spans, DIRECT), perSecond, markers }),
    };
    console.log(JSON.stringify(figures, null, 2));
    if (values.json !== undefined)
      writeReport(values.json, {
        bench: 'traces',
        options: { spans, perSecond, share, queue, markers },
        figures,
      });
  } finally {
    await chain.stop();
  }
}

/** The same spans sent to Tempo without a collector: none is selected, limited or redacted. */
async function directTo({
  spans,
  perSecond,
  markers,
}: Readonly<Record<'spans' | 'perSecond' | 'markers', number>>) {
  const chain = await TraceChain.start();
  try {
    const delays = await delaysOf(chain, markers, chain.sendToTempo);
    const before = await chain.stored('process_cpu_seconds_total');
    await floodOf(spans, perSecond, chain.sendToTempo);
    const stored = await storedSpans(chain);
    const cpuSeconds = (await chain.stored('process_cpu_seconds_total')) - before;
    return {
      cpuSecondsPerThousand: rounded((1000 * cpuSeconds) / spans),
      bytesPerSpan: rounded((await bytesOnDisk(chain)) / stored),
      delaySeconds: { p50: quantile(delays, 0.5), max: quantile(delays, 1) },
    };
  } finally {
    await chain.stop();
  }
}

/** Seconds from sending a trace to the first search that finds it, one trace per second. */
async function delaysOf(chain: TraceChain, markers: number, send = chain.send): Promise<number[]> {
  const sent = new Map<string, number>();
  const delays = new Map<string, number>();
  const sending = (async () => {
    for (let marker = 0; marker < markers; marker += 1) {
      sent.set(String(marker), Date.now());
      await send(requestTrace({ seconds: SLOW, marker: String(marker) }));
      await sleep(1000);
    }
  })();
  await eventually(markers + 120, async () => {
    const { traces = [] } = await chain.tempo<Found>('/api/search', {
      q: '{ span.bench.marker != "" } | select(span.bench.marker)',
      limit: String(markers),
      ...chain.range(),
    });
    const now = Date.now();
    for (const marker of traces.flatMap(markersOf)) {
      if (!delays.has(marker)) delays.set(marker, (now - sent.get(marker)!) / 1000);
    }
    if (delays.size < markers) throw new Error(`only ${delays.size} of ${markers} traces were found`);
  });
  await sending;
  return [...delays.values()];
}

interface Found {
  readonly traces?: readonly {
    readonly spanSets?: readonly {
      readonly spans: readonly {
        readonly attributes?: readonly { key: string; value: { stringValue?: string } }[];
      }[];
    }[];
  }[];
}

const markersOf = ({ spanSets = [] }: NonNullable<Found['traces']>[number]): string[] =>
  spanSets
    .flatMap(({ spans }) => spans)
    .flatMap(({ attributes = [] }) => attributes)
    .flatMap(({ key, value }) => (key === 'bench.marker' ? [value.stringValue ?? ''] : []));

/**
 * Sends all spans at a rate.
 *
 * @param tempo the chain whose Tempo is stopped for the middle third.
 */
async function floodOf(spans: number, perSecond: number, send: TraceChain['send'], tempo?: TraceChain) {
  const messages = Math.ceil(spans / (PER_MESSAGE * SPANS_PER_REQUEST));
  const start = performance.now();
  const waits: number[] = [];
  let accepted = 0;
  let left = spans / SPANS_PER_REQUEST;
  let away: Promise<void> | undefined;
  for (let message = 0; message < messages; message += 1) {
    if (message === Math.floor(messages / 3)) away = tempo?.stopTempo();
    if (message === Math.floor((2 * messages) / 3)) {
      await away;
      away = tempo?.startTempo();
    }
    const requests = Array.from({ length: Math.min(PER_MESSAGE, left) }, () =>
      requestTrace({ seconds: 0.5 + Math.random() * 3 }),
    );
    left -= requests.length;
    const before = performance.now();
    if ((await send(requests.flat())) === 200) accepted += requests.length * SPANS_PER_REQUEST;
    waits.push((performance.now() - before) / 1000);
    const due = start + ((message + 1) * PER_MESSAGE * SPANS_PER_REQUEST * 1000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
  }
  await away;
  return {
    spansPerSecond: Math.round(spans / ((performance.now() - start) / 1000)),
    accepted,
    sendSeconds: { p95: quantile(waits, 0.95), max: quantile(waits, 1) },
  };
}

/** Size of the blocks, once no more are written: a block is cut after 30 s (`live_store.max_block_duration`). */
async function bytesOnDisk({ blocks }: TraceChain): Promise<number> {
  let last = 0;
  let since = Date.now();
  return eventually(300, async () => {
    const bytes = bytesIn(blocks);
    if (bytes !== last) [last, since] = [bytes, Date.now()];
    if (bytes === 0 || Date.now() - since < SETTLED) throw new Error('Tempo is writing blocks');
    return bytes;
  });
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

if (values.help) console.log(USAGE);
else await measure();
