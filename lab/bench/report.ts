import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** What a bench found, on which machine, asked how. */
export interface Report<F = unknown> {
  readonly bench: 'program' | 'dashboards' | 'detection' | 'logs';
  readonly options: Readonly<Record<string, unknown>>;
  readonly figures: F;
  /** When it ended. */
  readonly at: string;
  readonly machine: Machine;
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  /** Processes that ran or waited, over the last 15 minutes: above the cores, others took part of them. */
  readonly load: number;
}

export function writeReport(file: string, report: Omit<Report, 'at' | 'machine'>): void {
  const machine: Machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round(loadavg()[2]!),
  };
  writeFileSync(file, `${JSON.stringify({ ...report, at: new Date().toISOString(), machine }, null, 2)}\n`);
}
