import { UserError } from '../stack/user-error.ts';

/** Runs the work with a signal for Ctrl-C and SIGTERM, so that it can clean up. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => {
    if (!stopping.signal.aborted) console.log('\nStopping; restarting stopped servers first …');
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) throw new UserError('Stopped', 'Run the same command again.');
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
