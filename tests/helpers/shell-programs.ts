/** Words that a POSIX shell knows itself (IEEE Std 1003.1, 2.4 and 2.14; builtins of dash). */
const OWN = new Set(
  '! { } case do done elif else esac fi for if in then until while . : [ break continue echo eval exec exit export false printf read return set shift test trap true umask unset wait'.split(
    ' ',
  ),
);

/**
 * Programs that a script runs, in order of their names. Enough of the grammar for the scripts of this project: lists, pipes,
 * command substitution and compound commands; no here-documents and no functions.
 */
export function programsOf(script: string): string[] {
  // Texts in quotes are no commands, but for the substitutions in them.
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

/** First word that is neither the shell's own nor an assignment; `exec` runs the one after it. */
function commandOf(words: readonly string[]): string[] {
  const [first, ...rest] = words;
  if (first === undefined || first === '' || first === 'Q') return [];
  if (first === 'for') return [];
  if (['exec', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{'].includes(first))
    return commandOf(rest);
  if (/^\w+=/.test(first)) return commandOf(rest);
  return OWN.has(first) ? [] : [first];
}
