import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { alertRules, anchorOf, everyRule, runbookText } from '../../../configs/rules/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');

it('is up to date (npm run runbook)', () => {
  expect(page).toBe(runbookText());
});

it('has the entry that each alert links to', () => {
  const headings = [...page.matchAll(/^### (\S+)$/gm)].map(([, heading]) => heading!.toLowerCase());
  const linked = alertRules(everyRule()).flatMap((group) => group.rules.map(({ name }) => anchorOf(name)));
  expect(headings.sort()).toEqual(linked.sort());
});

it('has no dead link within the page', () => {
  const headings = new Set([...page.matchAll(/^#+ (\S+)$/gm)].map(([, heading]) => heading!.toLowerCase()));
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
});
