import { recordedOf } from '../helpers/golden.ts';
import type { Recorded } from '../helpers/mocks.ts';
import { STACKS, type Stack } from './stacks.ts';

export type RecordedStacks = Readonly<Record<Stack, readonly Recorded[]>>;

let stacks: Promise<RecordedStacks> | undefined;

/** What the whole program registers for each stack; recorded once, so whoever changes resources copies them first. */
export const recordedStacks = (): Promise<RecordedStacks> => (stacks ??= record());

/** One after the other, as Pulumi's mocks hold for the whole process. */
async function record(): Promise<RecordedStacks> {
  const recorded: [Stack, readonly Recorded[]][] = [];
  for (const stack of STACKS) recorded.push([stack, await recordedOf(stack)]);
  return Object.fromEntries(recorded) as unknown as RecordedStacks;
}
