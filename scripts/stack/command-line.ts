import { parseArgs } from 'node:util';
import { UserError } from './user-error.ts';

export const COMMANDS = ['up', 'preview', 'down', 'status', 'pulumi'] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandLine {
  readonly command: Command;
  readonly stack: string;
  /** With `down`: delete the data as well. */
  readonly purge: boolean;
  /** With `up` and `preview`: folders of policy packs that everything is checked against. */
  readonly policyPacks?: readonly string[];
  /** What `pulumi` is to be called with. */
  readonly rest: readonly string[];
}

/**
 * Reads `<command> [--stack NAME] [--purge] [--policy-pack FOLDER]`, or `pulumi ARGUMENTS`.
 *
 * @throws UserError where a word is not known.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const usage =
    'Usage: npm run up | preview | down | status [-- --stack NAME], npm run up | preview -- --policy-pack policy, npm run down -- --purge';
  const [command, ...words] = args;
  if (!COMMANDS.includes(command as Command)) throw new UserError(`"${command ?? ''}" is no command`, usage);
  if (command === 'pulumi') return passedOn(words);
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        stack: { type: 'string', default: 'dev' },
        purge: { type: 'boolean', default: false },
        'policy-pack': { type: 'string', multiple: true, default: [] },
      },
    });
    if (values.purge && command !== 'down') throw new Error('--purge goes with down only');
    const policyPacks = values['policy-pack'];
    if (policyPacks.length > 0 && command !== 'up' && command !== 'preview') {
      throw new Error('--policy-pack goes with up and preview only');
    }
    return {
      command: command as Command,
      stack: values.stack,
      purge: values.purge,
      rest: [],
      ...(policyPacks.length > 0 ? { policyPacks } : {}),
    };
  } catch (error) {
    throw new UserError((error as Error).message, usage);
  }
}

/** Words for the Pulumi CLI itself, which are not ours to check. */
function passedOn(words: readonly string[]): CommandLine {
  const at = words.indexOf('--stack');
  const stack = at === -1 ? 'dev' : (words[at + 1] ?? 'dev');
  const rest = at === -1 ? words : words.filter((_, index) => index !== at && index !== at + 1);
  return { command: 'pulumi', stack, purge: false, rest };
}
