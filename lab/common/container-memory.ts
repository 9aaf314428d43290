import { docker } from './docker.ts';

export interface ContainerMemory {
  readonly container: string;
  readonly usedMiB: number;
  readonly limitMiB: number;
}

/** The memory of these containers; of all that run, if none is given. */
export async function containerMemory(...containers: readonly string[]): Promise<ContainerMemory[]> {
  const stats = await docker('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...containers);
  return [...stats.matchAll(/^(\S+) (\S+) \/ (\S+)$/gm)].map(([, container, used, limit]) => ({
    container: container!,
    usedMiB: mebibytes(used!),
    limitMiB: mebibytes(limit!),
  }));
}

/** `60.43MiB` as a number; Docker's units are powers of 1024. */
function mebibytes(size: string): number {
  const [, amount, unit] = /^([\d.]+)([KMG]?i?B)$/.exec(size) ?? [];
  const factor = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10 }[unit!];
  if (factor === undefined) throw new Error(`Unknown size ${size}`);
  return Number(amount) * factor;
}
