import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseBackupLine, parseRestoreLine } from '../../../cli/backup/command-line.ts';

const here = (folder: string) => resolve(process.env['INIT_CWD'] ?? '.', folder);

test('a stack and a folder', () => {
  expect(parseBackupLine(['--out', 'x'])).toEqual({ stack: 'dev', folder: here('x') });
  expect(parseBackupLine(['--stack', 'mine', '--out', '/x'])).toEqual({ stack: 'mine', folder: '/x' });
  expect(parseRestoreLine(['--from', '/x'])).toEqual({ stack: 'dev', folder: '/x', force: false });
  expect(parseRestoreLine(['--from', '/x', '--force'])).toEqual({ stack: 'dev', folder: '/x', force: true });
});

test.each([
  [() => parseBackupLine([]), '--out DIR is missing'],
  [() => parseBackupLine(['--out', '']), '--out DIR is missing'],
  [() => parseBackupLine(['--out', 'x', '--force']), "Unknown option '--force'"],
  [() => parseRestoreLine(['--out', 'x']), "Unknown option '--out'"],
  [() => parseRestoreLine([]), '--from DIR is missing'],
])('a line that is not understood', (parse, message) => {
  expect(parse).toThrow(message);
});
