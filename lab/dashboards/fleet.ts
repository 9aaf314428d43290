import { readFileSync } from 'node:fs';
import { encodeLabels, write, type WrittenSeries } from './remote-write.ts';

/** Models, each served by the same number of replicas. */
export interface Fleet {
  readonly replicas: number;
  readonly models: number;
}

/** A time range: every `interval` seconds from `start` on, in Unix seconds. */
export interface History {
  readonly start: number;
  readonly end: number;
  readonly interval: number;
}

/** Job of the engines. */
export const JOB = 'vllm';

const FIXTURE = new URL('../../tests/fixtures/vllm/vllm-0.32.0-loaded.prom', import.meta.url);
const SAMPLES_PER_REQUEST = 30;
const SERIES_PER_REQUEST = 2_000;

/** Features that the captured server did not use, so that every panel has data: external caches, and images. */
const USED: Readonly<Record<string, number>> = {
  'vllm:external_prefix_cache_queries_total': 5_000,
  'vllm:external_prefix_cache_hits_total': 1_000,
  'vllm:mm_cache_queries_total': 300,
  'vllm:mm_cache_hits_total': 100,
};

interface Exposed {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly grows: boolean;
}

/** Served name of a model of the fleet. */
export const modelName = (model: number) => `model-${model}`;

/**
 * Writes the metrics of a fleet: each replica has the series of a captured server, increasing with a load that varies over the
 * day and between replicas. Returns the number of samples.
 */
export async function writeFleet(url: string, fleet: Fleet, history: History): Promise<number> {
  const exposed = readExposed();
  let written = 0;
  for (let from = history.start; from <= history.end; from += SAMPLES_PER_REQUEST * history.interval) {
    const times = timesFrom(from, history);
    let batch: WrittenSeries[] = [];
    const send = async () => {
      await write(
        url,
        times.map((time) => time * 1000),
        batch,
      );
      written += batch.length * times.length;
      batch = [];
    };
    for (let engine = 0; engine < fleet.replicas * fleet.models; engine += 1) {
      for (const series of seriesOf(exposed, engine, fleet, times, history)) {
        batch.push(series);
        if (batch.length === SERIES_PER_REQUEST) await send();
      }
    }
    if (batch.length > 0) await send();
  }
  return written;
}

function timesFrom(from: number, { end, interval }: History): readonly number[] {
  const times: number[] = [];
  for (let time = from; time <= end && times.length < SAMPLES_PER_REQUEST; time += interval) times.push(time);
  return times;
}

function* seriesOf(
  exposed: readonly Exposed[],
  engine: number,
  { models }: Fleet,
  times: readonly number[],
  { start }: History,
): Generator<WrittenSeries> {
  const work = times.map((time) => workUntil(time - start, engine));
  const load = times.map((time) => loadAt(time - start, engine));
  const target = { job: JOB, instance: `10.0.${engine >> 8}.${engine & 255}:8000` };
  yield constant({ __name__: 'up', ...target }, 1, times.length);
  for (const { name, labels, value, grows } of exposed) {
    const model = 'model_name' in labels ? { model_name: modelName(engine % models) } : {};
    const gauge = gaugeOf(name, labels);
    // A counter of events has no fractions, which would make chunks several times as large, and slower to decode.
    const whole = grows && Number.isInteger(value) ? Math.floor : (exact: number) => exact;
    yield {
      labels: encodeLabels({ __name__: name, ...labels, ...model, ...target }),
      values: Float64Array.from(times, (_, position) => {
        if (grows) return whole(value * work[position]!);
        return gauge === undefined ? value : gauge(load[position]!);
      }),
    };
  }
}

function constant(labels: Readonly<Record<string, string>>, value: number, length: number): WrittenSeries {
  return { labels: encodeLabels(labels), values: new Float64Array(length).fill(value) };
}

/** Between 0.2 and 1 over a day, with a phase shift per replica. */
const loadAt = (seconds: number, engine: number) =>
  0.6 + 0.4 * Math.sin((2 * Math.PI * seconds) / 86_400 + engine / 7);

/** The integral of the load, in minutes of full load; monotonic. */
function workUntil(seconds: number, engine: number): number {
  const pace = (2 * Math.PI) / 86_400;
  const area = (at: number) => 0.6 * at - (0.4 / pace) * Math.cos(pace * at + engine / 7);
  return (area(seconds) - area(0)) / 60;
}

/** Gauges that follow the load; the captured server was idle. */
function gaugeOf(
  name: string,
  labels: Readonly<Record<string, string>>,
): ((load: number) => number) | undefined {
  if (name === 'vllm:num_requests_running') return (load) => Math.round(48 * load);
  if (name === 'vllm:num_requests_waiting') return (load) => Math.round(Math.max(0, 20 * (load - 0.8)));
  if (name === 'vllm:num_requests_waiting_by_reason' && labels['reason'] === 'capacity') {
    return (load) => Math.round(Math.max(0, 20 * (load - 0.8)));
  }
  return name === 'vllm:kv_cache_usage_perc' ? (load) => 0.9 * load : undefined;
}

/** Series of the captured server without the client's `_created` timestamps, which the scrapes drop too. */
function readExposed(): readonly Exposed[] {
  let grows = false;
  return readFileSync(FIXTURE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const type = /^# TYPE \S+ (\S+)/.exec(line)?.[1];
      if (type !== undefined) grows = ['counter', 'histogram', 'summary'].includes(type);
      const [, name, text = '', value] = /^([^#{\s][^{\s]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined || name.endsWith('_created')) return [];
      const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, content]) => [label!, content!]);
      return [{ name, labels: Object.fromEntries(pairs), value: USED[name] ?? Number(value), grows }];
    });
}
