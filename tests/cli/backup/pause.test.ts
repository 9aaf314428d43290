import { expect, test } from 'vitest';
import { interruptible } from '../../../cli/backup/interruption.ts';
import { type Engine, requirePresent, runningOf, whileStopped } from '../../../cli/backup/pause.ts';

/** An engine that knows which containers run, and says no where told to. */
class FakeEngine implements Engine {
  readonly running: Set<string>;
  readonly #refused: string;

  constructor(running: readonly string[], refused = '') {
    this.running = new Set(running);
    this.#refused = refused;
  }

  run(...args: string[]): Promise<string> {
    const container = args.at(-1)!;
    if (`${args[0]} ${container}` === this.#refused) return Promise.reject(new Error('the engine says no'));
    if (args[0] === 'ps') return Promise.resolve([...this.running].join('\n'));
    if (args[0] === 'stop') this.running.delete(container);
    if (args[0] === 'start') this.running.add(container);
    return Promise.resolve(args[0] === 'inspect' ? 'healthy' : '');
  }
}

test('containers stand still during the work and run after it', async () => {
  const engine = new FakeEngine(['a', 'b', 'c']);
  const during = await whileStopped(engine, ['a', 'b'], () => Promise.resolve([...engine.running]));
  expect(during).toEqual(['c']);
  expect([...engine.running].sort()).toEqual(['a', 'b', 'c']);
});

test('all run again where the work fails, and its error is the one that is seen', async () => {
  const engine = new FakeEngine(['a', 'b']);
  const work = () => Promise.reject(new Error('the disk is full'));
  await expect(whileStopped(engine, ['a', 'b'], work)).rejects.toThrow('the disk is full');
  expect([...engine.running].sort()).toEqual(['a', 'b']);
});

test('all run again where the second does not stop', async () => {
  const engine = new FakeEngine(['a', 'b'], 'stop b');
  let worked = false;
  const work = () => Promise.resolve((worked = true));
  await expect(whileStopped(engine, ['a', 'b'], work)).rejects.toThrow('the engine says no');
  expect(worked).toBe(false);
  expect([...engine.running].sort()).toEqual(['a', 'b']);
});

test('one that failed to start is named, and the others start', async () => {
  const engine = new FakeEngine(['a', 'b'], 'start a');
  await expect(whileStopped(engine, ['a', 'b'], () => Promise.resolve())).rejects.toThrow(
    /a failed to start/,
  );
  expect([...engine.running]).toEqual(['b']);
});

test('containers that do not run are not started', async () => {
  const engine = new FakeEngine(['a']);
  expect(await runningOf(engine, ['a', 'b'])).toEqual(['a']);
});

test('SIGTERM ends the work by its signal, and the containers run again', async () => {
  const engine = new FakeEngine(['a']);
  const work = (signal: AbortSignal) =>
    whileStopped(engine, ['a'], async () => {
      process.emit('SIGTERM');
      await Promise.resolve();
      signal.throwIfAborted();
    });
  await expect(interruptible(work)).rejects.toThrow('Stopped');
  expect([...engine.running]).toEqual(['a']);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

test('a restore is refused where a container does not exist, with what to do', async () => {
  const engine = new FakeEngine(['a']);
  const where = { stack: 'prod', folder: '/backups/1' };
  await expect(requirePresent(engine, ['a'], where)).resolves.toBeUndefined();
  await expect(requirePresent(engine, ['a', 'b', 'c'], where)).rejects.toMatchObject({
    message: expect.stringContaining('no container b, c'),
    advice: expect.stringContaining('npm run restore -- --stack prod --from /backups/1 --force'),
  });
});
