import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

const inFolder = (folder: string) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file));

/** Every page that users and contributors read, by path; README.md is the first. */
export const pages = ['README.md', ...['', 'docs', 'cli', 'lab'].flatMap(inFolder)]
  .filter((path, index, all) => all.indexOf(path) === index)
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** Texts of the fenced blocks of a language. */
export function blocks(text: string, ...languages: readonly string[]): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, language]) => languages.includes(language!))
    .map(([, , body]) => body!);
}

/** Commands of a shell block: comments dropped, continued lines joined, one entry a command. */
export function commands(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** The anchors that a page's headings have, as GitHub makes them. */
export function anchors(text: string): Set<string> {
  const headings = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ +(.*)$/gm)];
  return new Set(
    headings.map(([, title]) =>
      title!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The inline code spans of a page. */
export const spans = (text: string): string[] =>
  [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
