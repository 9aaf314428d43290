/** Tests whether a word is probably a misspelling of another. */
export const isClose = (word: string, other: string): boolean => distance(word, other) <= 2;

/** `did you mean "retention"?` for a word close to an allowed one, otherwise all allowed words. */
export function suggestion(word: string, allowed: readonly string[]): string {
  const least = Math.min(...allowed.map((candidate) => distance(word, candidate)));
  const close = allowed.filter(
    (candidate) => isClose(word, candidate) && distance(word, candidate) === least,
  );
  return close.length > 0
    ? `did you mean ${close.map((name) => `"${name}"`).join(' or ')}?`
    : `allowed: ${allowed.join(', ')}`;
}

/** The allowed word that was probably meant, otherwise the first. */
export const nearest = (word: string, allowed: readonly string[]): string =>
  allowed.find((candidate) => isClose(word, candidate)) ?? allowed[0] ?? '';

/** Case-insensitive Levenshtein distance, for short keys. */
function distance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row[b.length]!;
}
