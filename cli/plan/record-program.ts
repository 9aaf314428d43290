import * as pulumi from '@pulumi/pulumi';
import { type Recorded, Recorder } from './recorder.ts';

let runs = 0;

/**
 * Runs the whole program and returns every resource that it registers, without an engine, provider, Docker or cluster. One run
 * at a time, because the recorder replaces the engine of the whole process.
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
  // The program runs when it is imported; a different query string makes it a new module.
  const program = new URL(`../../index.ts?run=${(runs += 1)}`, import.meta.url);
  await import(/* @vite-ignore */ program.href);
  await pulumi.runtime.disconnect();
  return recorder.resources;
}
