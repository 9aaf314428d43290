import { sleep } from '../common/waiting.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';

/** Longest time that an `up` runs before it is killed, in milliseconds. */
const LONGEST = 45_000;
/** Bucket bounds of the time to first token, in seconds; another one changes boards and rules. */
const THRESHOLDS = [2.5, 5, 7.5, 10];

/**
 * `up` killed with SIGKILL at a random point, in turn while it changes what runs and while it puts everything up; then `up`
 * again.
 */
export function interruptedUps(kills: number, seed: number): Fault[] {
  const random = generator(seed);
  return Array.from({ length: kills }, (_, index) => {
    const point = Math.round(random() * LONGEST);
    return {
      name: `up:killed-${index + 1}`,
      expected: 'the next up goes through, the one after has nothing to change, samples of before are there',
      run: (lab) => interrupted(lab, index, point),
    };
  });
}

async function interrupted(lab: FaultLab, index: number, point: number): Promise<string> {
  const before = Date.now() / 1000 - 10;
  const fresh = index % 2 === 1;
  if (fresh) await lab.stack('down');
  else
    lab.configure({
      slo: { ttft: { threshold: THRESHOLDS[index % THRESHOLDS.length] } },
      loki: { memory: `${1025 + index}MiB` },
    });
  const { child, output } = lab.start('up');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await Promise.race([sleep(point), ended]);
  if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
  const code = await ended;
  const done = output()
    .split('\n')
    .filter((line) => /^[+~-] /.test(line)).length;
  await lab.stack('up');
  await lab.unchanged();
  await lab.well();
  await lab.keeps(before);
  const how = code === null ? `killed after ${(point / 1000).toFixed(1)} s` : 'was through before';
  return `${fresh ? 'all' : 'change'}: ${how} (${done} steps done); 0 changes at the end`;
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
