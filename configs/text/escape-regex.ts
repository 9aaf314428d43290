/** A regular expression (RE2 or JavaScript) that matches this text only. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
