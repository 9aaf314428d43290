import type * as pulumi from '@pulumi/pulumi';

export { isSecret, plain, type Recorded, Recorder } from '../../cli/plan/recorder.ts';

/** The value of an output, once all of its dependencies are registered. */
export function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
