import type { Settings } from '../settings/index.ts';
import {
  KEY_BODY,
  KEY_BOUNDARY,
  KEY_LINE,
  NAMED_HINT,
  NAMED_SECRETS,
  PRIVATE_KEY,
  URL_SECRETS,
  VENDOR_HINT,
  VENDOR_KEYS,
} from './secret-formats.ts';
import type { LineFilter, Stage } from './stages.ts';

export const REDACTED = '<redacted>';
export const DROPPED = '<dropped>';

/**
 * The text of prompts and answers (vLLM `entrypoints/logger.py`, `request_logger.py` of 0.8 to 0.33). Text is printed as
 * Python writes strings, quotes and all, so that only what follows it tells its end: the greedy match takes the last.
 */
const PROMPTS = [
  String.raw`(?s)Received request \S+: prompt: (.*), params: `,
  String.raw`(?s)Received request .*, prompt_token_ids: (\[[^\]]*\])`,
  String.raw`(?s)Request \S+ details: prompt: (.*), prompt_token_ids: (.*), prompt_embeds`,
  String.raw`(?s)^[^{].*Request \S+ JSON body: (.*)$`,
  // In vLLM's JSON format the body ends with the quote of the message.
  String.raw`^\{.*Request \S+ JSON body: ((?:[^"\\]|\\.)*)`,
  String.raw`(?s)Generated response .*?: output: (.*), (?:output_token_ids|finish_reason): `,
  String.raw`(?s)Generated response .*output_token_ids: (\[[^\]]*\])`,
];

/** Removes secrets and, if configured, prompts, before anything is read from the line. */
export function redactionStages({ redact, redactPatterns, dropPrompts }: Settings['logs']): Stage[] {
  const stages = (expressions: readonly string[], replace: string): Stage[] =>
    expressions.map((expression) => ({ kind: 'replace', expression, replace }));
  const secrets = (where: LineFilter, expressions: readonly string[]): Stage => ({
    kind: 'match',
    where,
    stages: stages(expressions, REDACTED),
  });
  return [
    ...(dropPrompts ? stages(PROMPTS, DROPPED) : []),
    ...(redact
      ? [
          secrets({ matches: VENDOR_HINT }, VENDOR_KEYS),
          secrets({ matches: NAMED_HINT }, NAMED_SECRETS),
          secrets({ contains: '://' }, URL_SECRETS),
          secrets({ contains: 'PRIVATE KEY' }, [PRIVATE_KEY]),
          ...stages(redactPatterns, REDACTED),
        ]
      : []),
  ];
}

/** A key is printed at once. */
const KEY_WAIT = '3s';
const KEY_LINES = 1_024;

/**
 * Joins the lines of a private key to its first one, so that redaction sees all of it. They begin at the left margin and resemble
 * other lines, so only those that may be part of a key are joined, apart from the rest of the stream; without a first line they
 * pass as they are.
 */
export function privateKeyStages({ redact }: Settings['logs']): Stage[] {
  if (!redact) return [];
  return [
    { kind: 'regex', expression: KEY_LINE },
    { kind: 'regex', expression: KEY_BODY },
    { kind: 'labels', names: ['key'] },
    {
      kind: 'match',
      where: { label: 'key' },
      stages: [
        // Lines are joined per set of labels.
        { kind: 'choose', target: 'key', cases: [['key', 'part']] },
        { kind: 'labels', names: ['key'] },
        { kind: 'multiline', firstline: KEY_BOUNDARY, maxWait: KEY_WAIT, maxLines: KEY_LINES },
      ],
    },
    { kind: 'dropLabels', names: ['key'] },
  ];
}
