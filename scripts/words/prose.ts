import ts from 'typescript';

/** A text that people read. */
export interface Prose {
  readonly text: string;
  /** Line of its start, from 1. */
  readonly line: number;
  readonly comment: boolean;
}

/** The prose in a Markdown or TypeScript file: lines of a page, or comments and string literals of a program. */
export function proseIn(path: string, text: string): Prose[] {
  return (path.endsWith('.md') ? proseInPage(text) : proseInProgram(path, text)).map((prose) => ({
    ...prose,
    text: withoutCode(prose.text),
  }));
}

/** Code spans and link targets contain names, which have to be as they are. */
const withoutCode = (text: string): string =>
  text.replaceAll(/`[^`]*`/g, '``').replaceAll(/\]\([^)]*\)/g, ']');

function proseInPage(text: string): Prose[] {
  const blank = (block: string) => block.replaceAll(/[^\n]/g, '');
  return text
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, blank)
    .split('\n')
    .map((line, index) => ({ text: line, line: index + 1, comment: false }));
}

function proseInProgram(path: string, text: string): Prose[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Prose>();
  const add = (start: number, prose: string, comment: boolean) => {
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.set(start, { text: prose, line, comment });
  };
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? [])
      add(pos, commentText(text.slice(pos, end)), true);
    for (const { pos, end } of ts.getTrailingCommentRanges(text, node.end) ?? [])
      add(pos, commentText(text.slice(pos, end)), true);
    const imported =
      node.parent && (ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent));
    if (ts.isLiteralExpression(node) && !imported) add(node.getStart(source), node.text, false);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      add(node.getStart(source), node.text, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

/** A comment without its marks, on one line so that patterns match across line breaks. */
function commentText(comment: string): string {
  return comment
    .replaceAll(/^\/\*+|\*+\/$|^\/\//g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .join(' ')
    .trim();
}
