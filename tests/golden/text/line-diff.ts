type Edit = readonly [mark: ' ' | '-' | '+', line: string];

/**
 * Line diff of two texts, with `-`, `+` or a space in front, below the keys of its place; empty if they are equal. Only an insertion
 * has a line of context: a removed line is its own place.
 */
export function lineDiff(from: string, to: string): string {
  if (from === to) return '';
  const edits = editsOf(from.split('\n'), to.split('\n'));
  const isShown = edits.map(([mark], at) => mark !== ' ' || edits[at + 1]?.[0] === '+');
  let place: string | undefined;
  const lines = edits.flatMap(([mark, line], at) => {
    if (!isShown[at]) return [];
    const shown = `${mark} ${line}`;
    if (isShown[at - 1]) return [shown];
    const before = place;
    place = `@@ ${parentsOf(edits, at).join(' ')}`.trimEnd();
    return place === before ? [shown] : [place, shown];
  });
  return `${lines.join('\n')}\n`;
}

/** Along a longest common subsequence; deletions come before insertions. */
function editsOf(from: readonly string[], to: readonly string[]): Edit[] {
  const common = commonLengths(from, to);
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const isSame = i < from.length && from[i] === to[j];
    const isRemoved = j === to.length || (i < from.length && common(i + 1, j) >= common(i, j + 1));
    if (isSame || isRemoved) edits.push([isSame ? ' ' : '-', from[i]!]);
    else edits.push(['+', to[j]!]);
    if (isSame || isRemoved) i += 1;
    if (isSame || !isRemoved) j += 1;
  }
  return edits;
}

/** Length of a longest common subsequence of the remaining lines from these positions. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): (i: number, j: number) => number {
  // Numbers, because long lines with the same beginning are slow to compare.
  const numbers = new Map([...before, ...after].map((line, at) => [line, at]));
  const [from, to] = [before, after].map((lines) => lines.map((line) => numbers.get(line)!)) as [
    number[],
    number[],
  ];
  const width = to.length + 1;
  const lengths = new Uint32Array((from.length + 1) * width);
  const common = (i: number, j: number) => lengths[i * width + j]!;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        from[i] === to[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1));
    }
  }
  return common;
}

/** Manifest and YAML keys of a line: hunks have no line numbers, because every change above would change them. */
function parentsOf(edits: readonly Edit[], at: number): string[] {
  const parents: string[] = [];
  let indent = indentOf(edits[at]![1]);
  let above = at - 1;
  for (; above >= 0 && edits[above]![1] !== '---'; above -= 1) {
    const [, line] = edits[above]!;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    parents.unshift(line.trim().slice(0, 60));
  }
  const name = edits.slice(above + 1).find(([, line]) => /^ {2}name: |^---$/.test(line))?.[1];
  return name?.startsWith(' ') ? [name.trim(), ...parents] : parents;
}

const indentOf = (line: string) => line.length - line.trimStart().length;
