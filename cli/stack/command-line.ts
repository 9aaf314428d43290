import { parseArgs } from 'node:util';
import { UserError } from './user-error.ts';

export const COMMANDS = ['up', 'preview', 'down', 'status', 'pulumi'] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandLine {
  readonly command: Command;
  readonly stack: string;
  /** With `down`: delete the data as well. */
  readonly purge: boolean;
  /** With `preview`: print the plan with nothing but Node.js. */
  readonly offline: boolean;
  /** With `status`: set the exit code if an alert is firing. */
  readonly exitCode: boolean;
  /** With `up` and `preview`: folders of policy packs to check resources against. */
  readonly policyPacks?: readonly string[];
  /** Arguments for `pulumi`. */
  readonly rest: readonly string[];
}

const USAGE = [
  'Usage: npm run up | preview | down | status [-- --stack NAME], and after --',
  '  up, preview  --policy-pack FOLDER',
  '  preview      --offline',
  '  down         --purge',
  '  status       --exit-code',
].join('\n');

/** Commands that accept an option. */
const BELONGS: Readonly<Record<string, readonly Command[]>> = {
  purge: ['down'],
  'policy-pack': ['up', 'preview'],
  offline: ['preview'],
  'exit-code': ['status'],
};

/**
 * Reads `<command> [--stack NAME]` and the options of the command, or `pulumi ARGUMENTS`.
 *
 * @throws UserError if an argument is unknown.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const [command, ...words] = args;
  if (!COMMANDS.includes(command as Command))
    throw new UserError(`Unknown command "${command ?? ''}"`, USAGE);
  if (command === 'pulumi') return passedOn(words);
  try {
    const { values, tokens } = parseArgs({
      args: words,
      tokens: true,
      options: {
        stack: { type: 'string', default: 'dev' },
        purge: { type: 'boolean', default: false },
        offline: { type: 'boolean', default: false },
        'exit-code': { type: 'boolean', default: false },
        'policy-pack': { type: 'string', multiple: true, default: [] },
      },
    });
    for (const token of tokens) {
      const owners = token.kind === 'option' ? BELONGS[token.name] : undefined;
      if (token.kind !== 'option' || !owners || owners.includes(command as Command)) continue;
      throw new Error(`--${token.name} is valid with ${owners.join(' and ')} only`);
    }
    const policyPacks = values['policy-pack'];
    if (values.offline && policyPacks.length > 0)
      throw new Error('--policy-pack needs the Pulumi CLI and cannot be combined with --offline');
    return {
      command: command as Command,
      stack: values.stack,
      purge: values.purge,
      offline: values.offline,
      exitCode: values['exit-code'],
      rest: [],
      ...(policyPacks.length > 0 ? { policyPacks } : {}),
    };
  } catch (error) {
    throw new UserError((error as Error).message, USAGE);
  }
}

/** Arguments for the Pulumi CLI, which are not validated here. */
function passedOn(words: readonly string[]): CommandLine {
  const at = words.indexOf('--stack');
  const stack = at === -1 ? 'dev' : (words[at + 1] ?? 'dev');
  const rest = at === -1 ? words : words.filter((_, index) => index !== at && index !== at + 1);
  return { command: 'pulumi', stack, purge: false, offline: false, exitCode: false, rest };
}
