import type { Rule } from '../rule.ts';
import { leaves } from '../values.ts';

/** Keys, in any spelling, and the value that turns the check of certificates off. */
const OFF_KEYS = /^(insecure_?skip_?(tls_?)?verify|tls_?skip_?verify(_?insecure)?|skip_?tls_?verify)$/i;
/** The same inside a text: YAML, JSON, Alloy's language, a URL or the arguments of a command. */
const OFF_TEXT =
  /(insecure_?skip_?(tls_?)?verify|tls_?skip_?verify(_?insecure)?)\\?["']?\s*[:=]\s*\\?["']?true|\bsslmode=disable\b|\bcurl\b[^|]*\s(-[a-zA-Z]*k\b|--insecure)/i;

/** Advisory, as a person may ask for it by name; whoever wants none at all raises the level in the pack's configuration. */
export const tlsVerified: Rule = {
  name: 'tls-verified',
  description: 'Where the check of a certificate is off, it is said on every run.',
  level: 'advisory',
  check: ({ props }) =>
    [...leaves(props)].flatMap(({ path, key, value }) => {
      const off = OFF_KEYS.test(key) && String(value) === 'true';
      const inText = typeof value === 'string' && OFF_TEXT.test(value);
      return off || inText ? [`${path} turns the check of certificates off`] : [];
    }),
};
