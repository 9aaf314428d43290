import { apiServer } from './api-server.ts';
import { caches } from './caches.ts';
import { hisparse } from './hisparse.ts';
import { configInfo } from './info.ts';
import { kvOffload } from './kv-offload.ts';
import { kvStores } from './kv-stores.ts';
import { kvTiering } from './kv-tiering.ts';
import { kvTransfer } from './kv-transfer.ts';
import { kvcr } from './kvcr.ts';
import { latency } from './latency.ts';
import type { VllmMetric } from './metric.ts';
import { pythonProcess } from './python-process.ts';
import { scheduler } from './scheduler.ts';
import { simpleOffload } from './simple-offload.ts';
import { specDecode } from './spec-decode.ts';
import { tokens } from './tokens.ts';

const metrics = [
  ...scheduler,
  ...tokens,
  ...latency,
  ...caches,
  ...specDecode,
  ...kvTransfer,
  ...kvStores,
  ...hisparse,
  ...kvOffload,
  ...simpleOffload,
  ...kvTiering,
  ...kvcr,
  ...configInfo,
  ...apiServer,
  ...pythonProcess,
] as const satisfies readonly VllmMetric[];

type Entry = (typeof metrics)[number];

/** Every metric that vLLM exports, by exact name. */
export type MetricName = Entry['name'];
export type CounterName = Extract<Entry, { type: 'counter' }>['name'];
export type GaugeName = Extract<Entry, { type: 'gauge' }>['name'];
export type HistogramName = Extract<Entry, { type: 'histogram' }>['name'];

/** The entry of one metric, with its literal labels and bucket family. */
export type EntryOf<N extends MetricName> = Extract<Entry, { name: N }>;

export const catalogue = Object.fromEntries(metrics.map((entry) => [entry.name, entry])) as {
  readonly [N in MetricName]: EntryOf<N>;
};

export function metric<N extends MetricName>(name: N): EntryOf<N> {
  return catalogue[name];
}

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(catalogue, name);
}
