import type { ServerCost } from '../bench/trace-figures.ts';
import type { TraceChain } from './trace-chain.ts';

const EVERY_MS = 1000;
const CPU = {
  alloy: 'alloy_resources_process_cpu_seconds_total',
  tempo: 'process_cpu_seconds_total',
} as const;
const RSS = {
  alloy: 'alloy_resources_process_resident_memory_bytes',
  tempo: 'process_resident_memory_bytes',
} as const;
type Server = keyof typeof CPU;

/** CPU time and resident memory of Alloy and Tempo from now on, over restarts. */
export class Samples {
  readonly #chain: TraceChain;
  readonly #timer: NodeJS.Timeout;
  readonly #rss: Record<Server, number> = { alloy: 0, tempo: 0 };
  /** CPU seconds of processes that have ended, and of the current one. */
  readonly #cpu: Record<Server, { ended: number; now: number }> = {
    alloy: { ended: 0, now: 0 },
    tempo: { ended: 0, now: 0 },
  };

  constructor(chain: TraceChain) {
    this.#chain = chain;
    this.#timer = setInterval(() => void this.#read(), EVERY_MS);
  }

  async stop(): Promise<Readonly<Record<Server, ServerCost>>> {
    clearInterval(this.#timer);
    await this.#read();
    const cost = (server: Server) => ({
      cpuSeconds: Math.round(this.#cpu[server].ended + this.#cpu[server].now),
      rssMiB: Math.round(this.#rss[server] / 2 ** 20),
    });
    return { alloy: cost('alloy'), tempo: cost('tempo') };
  }

  async #read(): Promise<void> {
    for (const server of ['alloy', 'tempo'] as const) {
      const of = server === 'alloy' ? this.#chain.collected : this.#chain.stored;
      // Tempo is away for a while.
      const [cpu, rss] = await Promise.all([of(CPU[server]), of(RSS[server])]).catch(() => [undefined, 0]);
      if (cpu === undefined) continue;
      const { ended, now } = this.#cpu[server];
      this.#cpu[server] = { ended: cpu < now ? ended + now : ended, now: cpu };
      this.#rss[server] = Math.max(this.#rss[server], rss!);
    }
  }
}
