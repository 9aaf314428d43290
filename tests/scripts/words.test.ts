import { describe, expect, it } from 'vitest';
import { wordErrors } from '../../scripts/words/check.ts';

const program = (text: string) => wordErrors('cli/example.ts', text);

describe('the word check', () => {
  it('names file, line, wording and replacement', () => {
    expect(wordErrors('docs/example.md', '# Dashboards\n\nThis board shows\nthe look-ups.\n')).toEqual([
      'docs/example.md:3: "board"; use: dashboard',
      'docs/example.md:4: "look-ups"; use: lookup',
    ]);
  });

  it.each([
    ['a string', "export const text = 'It does not answer';", 'does not answer'],
    ['a template', 'export const text = `${name} is put up by ${who}`;', 'put up'],
    [
      'a comment across lines',
      '/**\n * Nobody takes\n * the stack down.\n */\nexport const x = 1;',
      'takes the stack down',
    ],
    ['a trailing comment', 'export const x = 1; // our own', 'our'],
    ['a headless comment', '/** What is kept. */\nexport const x = 1;', 'What'],
    [
      'an error of a docstring',
      '/** @throws UserError where it fails. */\nexport const x = 1;',
      '@throws UserError where',
    ],
  ])('finds %s', (_, text, found) => {
    expect(program(text)).toEqual([expect.stringContaining(`"${found}"; use: `)]);
  });

  it.each([
    ['identifiers', 'export const board = ours(head);'],
    ['modules', "import { board } from '../board.ts';\nexport const x = board;"],
    ['code spans', "export const text = 'Set `look-up` to true.';"],
    ['questions', '// What is a token? A part of a word.\nexport const x = 1;'],
    ['strings that begin like a headless comment', "export const text = 'What you get';"],
    ['ordinary words', "export const text = 'The dashboard is deployed once per model, as it is typed.';"],
  ])('accepts %s', (_, text) => {
    expect(program(text)).toEqual([]);
  });

  it('accepts code blocks and link targets of pages', () => {
    expect(wordErrors('docs/x.md', '```sh\nput it up\n```\n\n[Dashboards](board.md#our-board)\n')).toEqual(
      [],
    );
  });
});
