import * as pulumi from '@pulumi/pulumi';
import { type Recorded, Recorder } from './recorder.ts';

/**
 * Runs the whole program and returns every resource that it registers. It contacts nothing: no engine, provider, Docker or
 * cluster. Once per process.
 *
 * @param config as the engine passes it to the program, keyed `project:key`.
 * @throws pulumi.RunError if the configuration is invalid.
 */
export async function recordProgram(
  config: Readonly<Record<string, string>>,
  stack: string,
): Promise<readonly Recorded[]> {
  const recorder = new Recorder();
  await recorder.start(config, stack);
  await import('../../index.ts');
  await pulumi.runtime.disconnect();
  return recorder.resources;
}
