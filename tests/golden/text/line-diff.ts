/** Context lines around a change. */
const CONTEXT = 1;

type Edit = readonly [mark: ' ' | '-' | '+', line: string];

/** Line diff of two texts, with `-`, `+` or a space in front; empty if they are equal. */
export function lineDiff(from: string, to: string): string {
  if (from === to) return '';
  const edits = editsOf(from.split('\n'), to.split('\n'));
  const near = edits.map((_, at) =>
    edits.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(([mark]) => mark !== ' '),
  );
  return edits
    .flatMap(([mark, line], at) =>
      near[at]
        ? [...(near[at - 1] ? [] : [`@@ ${parentsOf(edits, at).join(' ')}`.trimEnd()]), `${mark} ${line}`]
        : [],
    )
    .join('\n')
    .concat('\n');
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
function commonLengths(from: readonly string[], to: readonly string[]): (i: number, j: number) => number {
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
