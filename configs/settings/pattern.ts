/** Tests for syntax that both Go and JavaScript accept: no lookaround and no backreferences, which Go lacks. */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text.replaceAll('(?P<', '(?<').replace(/^\(\?[imsU]+\)/, ''));
  } catch {
    return false;
  }
  return !/\(\?<?[=!]|\\[1-9]/.test(text);
}
