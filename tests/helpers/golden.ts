import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { handedOver } from '../../configs/settings/stack-file.ts';
import { type Recorded, Recorder } from './mocks.ts';

/** Runs the whole program on a stack file and gives back every resource that it registers. */
export async function recordedOf(stack: string): Promise<Recorded[]> {
  const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  return recordedWith(handedOver(text), stack);
}

let runs = 0;

/** The same with a configuration as the engine hands it over, keyed `project:key`. */
export async function recordedWith(
  config: Readonly<Record<string, string>>,
  stack = 'test',
): Promise<Recorded[]> {
  const { DOCKER_HOST } = process.env;
  // Where Docker is must not depend on the machine that runs the test.
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:2375';
  const recorder = new Recorder();
  await recorder.start(config, stack);
  // The program runs when it is imported; another query is another module.
  const program = new URL(`../../index.ts?run=${(runs += 1)}`, import.meta.url);
  await import(/* @vite-ignore */ program.href);
  await pulumi.runtime.disconnect();
  if (DOCKER_HOST === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = DOCKER_HOST;
  return recorder.resources;
}
