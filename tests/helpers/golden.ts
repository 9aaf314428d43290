import { readFileSync } from 'node:fs';
import { handedOver } from '../../configs/index.ts';
import { recordProgram } from '../../cli/plan/record-program.ts';
import type { Recorded } from './mocks.ts';

/** Runs the whole program on a stack file and returns every registered resource. */
export async function recordedOf(stack: string): Promise<readonly Recorded[]> {
  const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  return recordedWith(handedOver(text), stack);
}

/** The same with a configuration in the engine's format, keyed `project:key`. */
export async function recordedWith(
  config: Readonly<Record<string, string>>,
  stack = 'test',
): Promise<readonly Recorded[]> {
  const { DOCKER_HOST } = process.env;
  // The Docker endpoint must not depend on the machine that runs the test.
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:2375';
  const resources = await recordProgram(config, stack);
  if (DOCKER_HOST === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = DOCKER_HOST;
  return resources;
}
