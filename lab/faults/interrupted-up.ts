import { sleep } from '../common/waiting.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';

/** Bucket bounds of the TTFT histogram, in seconds; a different threshold changes dashboards and rules. */
const THRESHOLDS = [2.5, 5, 7.5, 10];
/** Number of retries with a new point in time, if `up` finished before it. */
const DRAWS = 5;

/** Operation during which `up` is killed: `change` updates running resources, `all` deploys everything after a `down`. */
const KINDS = ['change', 'all'] as const;
type UpKind = (typeof KINDS)[number];

/** State shared by all rounds. */
interface Rounds {
  readonly random: () => number;
  /** Duration of an uninterrupted `up` of each kind, in milliseconds. */
  readonly lasting: Map<UpKind, number>;
  /** Number of changes so far; each differs from the previous one. */
  changes: number;
}

/**
 * Kills `up` with SIGKILL at a random point in time, alternating between an update and a complete deployment; then runs `up`
 * again.
 */
export function interruptedUps(kills: number, seed: number): Fault[] {
  const rounds: Rounds = { random: generator(seed), lasting: new Map(), changes: 0 };
  return Array.from({ length: kills }, (_, index) => ({
    name: `up:killed-${index + 1}`,
    expected: 'the next up succeeds, the one after has no changes, earlier samples are kept',
    run: (lab) => interrupted(lab, rounds, KINDS[index % KINDS.length]!),
  }));
}

async function interrupted(lab: FaultLab, rounds: Rounds, kind: UpKind): Promise<string> {
  const before = Date.now() / 1000 - 10;
  if (!rounds.lasting.has(kind)) rounds.lasting.set(kind, await timed(lab, rounds, kind));
  const killed = await killedOnce(lab, rounds, kind);
  const seconds = -performance.now();
  await lab.stack('up');
  const repaired = ((seconds + performance.now()) / 1000).toFixed(0);
  await lab.unchanged();
  await lab.well();
  await lab.keeps(before);
  return `${kind}: ${killed}; next up ${repaired} s, then 0 changes`;
}

async function timed(lab: FaultLab, rounds: Rounds, kind: UpKind): Promise<number> {
  await prepare(lab, rounds, kind);
  const start = performance.now();
  await lab.stack('up');
  return performance.now() - start;
}

async function prepare(lab: FaultLab, rounds: Rounds, kind: UpKind): Promise<void> {
  if (kind === 'all') return void (await lab.stack('down'));
  const index = rounds.changes++;
  lab.configure({
    slo: { ttft: { threshold: THRESHOLDS[index % THRESHOLDS.length] } },
    loki: { memory: `${1025 + index}MiB` },
  });
}

/** Starts `up`, then kills it with all its child processes. */
async function killedOnce(lab: FaultLab, rounds: Rounds, kind: UpKind): Promise<string> {
  for (let draw = 0; draw < DRAWS; draw++) {
    await prepare(lab, rounds, kind);
    const point = rounds.random() * rounds.lasting.get(kind)!;
    const { child, output } = lab.start('up');
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('close', (_, signal) => resolve(signal)),
    );
    await Promise.race([sleep(point), ended]);
    // The process group is gone if it has exited meanwhile.
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
    if ((await ended) !== 'SIGKILL') continue;
    const done = output()
      .split('\n')
      .filter((line) => /^[+~-] /.test(line)).length;
    return `killed after ${(point / 1000).toFixed(1)} s, ${done} steps done`;
  }
  throw new Error(`up finished before the kill, ${DRAWS} times`);
}

/** Seeded random numbers from 0 to 1 (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
