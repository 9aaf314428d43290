import type { Rule } from '../rule.ts';
import { leaves } from '../values.ts';

/** Keys, in any spelling, and the value that disables certificate verification. */
const OFF_KEYS = /^(insecure_?skip_?(tls_?)?verify|tls_?skip_?verify(_?insecure)?|skip_?tls_?verify)$/i;
/** The same inside text: YAML, JSON, Alloy configuration, a URL or the arguments of a command. */
const OFF_TEXT =
  /(insecure_?skip_?(tls_?)?verify|tls_?skip_?verify(_?insecure)?)\\?["']?\s*[:=]\s*\\?["']?true|\bsslmode=disable\b|\bcurl\b[^|]*\s(-[a-zA-Z]*k\b|--insecure)/i;

/** Advisory, because users may configure it explicitly; the pack's configuration can raise the level. */
export const tlsVerified: Rule = {
  name: 'tls-verified',
  description: 'Disabled certificate verification is reported on every run.',
  level: 'advisory',
  check: ({ props }) =>
    [...leaves(props)].flatMap(({ path, key, value }) => {
      const off = OFF_KEYS.test(key) && String(value) === 'true';
      const inText = typeof value === 'string' && OFF_TEXT.test(value);
      return off || inText ? [`${path} disables certificate verification`] : [];
    }),
};
