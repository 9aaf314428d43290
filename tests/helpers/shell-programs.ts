/** Reserved words and builtins of a POSIX shell (IEEE Std 1003.1, 2.4 and 2.14; builtins of dash). */
const OWN = new Set(
  '! { } case do done elif else esac fi for if in then until while . : [ break continue echo eval exec exit export false printf read return set shift test trap true umask unset wait'.split(
    ' ',
  ),
);

/**
 * Programs that a script runs, sorted by name. Supports the grammar of this project's scripts: lists, pipes, command
 * substitution and compound commands; no here-documents or functions.
 */
export function programsOf(script: string): string[] {
  // Quoted texts contain no commands except for substitutions.
  const bare = script
    .replaceAll(/\\\n/g, ' ')
    .replaceAll(/'[^']*'/g, 'Q')
    .replaceAll(/"(\$\([^)"]*\))"/g, '$1')
    .replaceAll(/"[^"]*"/g, 'Q')
    .replaceAll(/\d*(<>|>>|[<>])&?\s*\S+/g, ' ');
  const found = bare
    .split(/\$\(|[;\n|&()]+/)
    .map((list) => list.trim().split(/\s+/))
    .flatMap(commandOf);
  return [...new Set(found)].sort();
}

/** First word that is neither a shell word nor an assignment; `exec` runs the word after it. */
function commandOf(words: readonly string[]): string[] {
  const [first, ...rest] = words;
  if (first === undefined || first === '' || first === 'Q') return [];
  if (first === 'for') return [];
  if (['exec', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{'].includes(first))
    return commandOf(rest);
  if (/^\w+=/.test(first)) return commandOf(rest);
  return OWN.has(first) ? [] : [first];
}
