import { recordedOf } from '../helpers/golden.ts';
import type { Recorded } from '../helpers/mocks.ts';
import { STACKS, type Stack } from './stacks.ts';

export type RecordedStacks = Readonly<Record<Stack, readonly Recorded[]>>;

let stacks: Promise<RecordedStacks> | undefined;

/** Resources that the whole program registers for each stack; recorded once, so tests that modify them must copy them. */
export const recordedStacks = (): Promise<RecordedStacks> => (stacks ??= record());

/** Sequentially, because Pulumi's mocks are global to the process. */
async function record(): Promise<RecordedStacks> {
  // The provider would record the one of this machine.
  delete process.env['KUBECONFIG'];
  const recorded: [Stack, readonly Recorded[]][] = [];
  for (const stack of STACKS) recorded.push([stack, await recordedOf(stack)]);
  return Object.fromEntries(recorded) as unknown as RecordedStacks;
}
