import { UserError } from '../stack/user-error.ts';

/** Does the work with a signal that Ctrl-C and SIGTERM set off, so that the work ends by itself and cleans up. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => {
    if (!stopping.signal.aborted) console.log('\nStopping; what was stopped is started again first …');
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) throw new UserError('Stopped', 'Run the same command again from the start.');
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
