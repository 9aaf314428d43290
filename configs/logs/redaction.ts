import type { Settings } from '../settings/index.ts';
import type { Stage } from './stages.ts';

export const REDACTED = '<redacted>';
export const DROPPED = '<dropped>';

/** Keys whose value is a secret wherever they are printed: vLLM prints its arguments, `api_key` among them, at the start. */
const SECRET_KEYS = String.raw`(?:api[_-]?keys?|access[_-]?key|secret[_-]?key|access[_-]?token|auth[_-]?token|hf[_-]?token|client[_-]?secret|passw(?:or)?d)`;
/** A value in quotes (in JSON within a string, escaped ones), in brackets, or bare; only what is inside is a group. */
const VALUE = String.raw`(?:\[([^\]]*)\]|'([^']*)'|\\"([^"\\]*)\\"|"([^"]*)"|([^\s,;&'"\[\])}{\\]+))`;

const SECRETS = [
  String.raw`(?i)\b(?:bearer|authorization(?:\\?["'])? ?[:=] ?(?:\\?["'])?basic) +([A-Za-z0-9._~+/=-]{16,})`,
  String.raw`\b(sk-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|glsa_[A-Za-z0-9_]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+)`,
  String.raw`(?i)${SECRET_KEYS}(?:\\?["'])? ?[:=] ?${VALUE}`,
  // The password of a URL.
  String.raw`://[^/\s:@]+:([^@\s/]+)@`,
];

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

/** What takes secrets, and where asked prompts, out of a line. Runs first, so that nothing later sees them. */
export function redactionStages({ redact, redactPatterns, dropPrompts }: Settings['logs']): Stage[] {
  const stages = (expressions: readonly string[], replace: string): Stage[] =>
    expressions.map((expression) => ({ kind: 'replace', expression, replace }));
  return [
    ...(dropPrompts ? stages(PROMPTS, DROPPED) : []),
    ...(redact ? stages([...SECRETS, ...redactPatterns], REDACTED) : []),
  ];
}
