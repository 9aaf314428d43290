import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** Result of a benchmark, with its machine and options. */
export interface Report<F = unknown> {
  readonly bench: 'program' | 'dashboards' | 'rules' | 'detection' | 'logs' | 'traces';
  readonly options: Readonly<Record<string, unknown>>;
  readonly figures: F;
  /** End of the run. */
  readonly at: string;
  readonly machine: Machine;
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  /** 15-minute load average; above the number of cores, other processes competed for them. */
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
