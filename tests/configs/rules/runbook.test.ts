import { everyRule } from '../../../docs/generate/every-rule.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  alertRules,
  alertsPage,
  anchorOf,
  runbookText,
  ruleNamed,
  TITLES,
} from '../../../configs/rules/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');

it('is up to date (npm run runbook)', () => {
  expect(page).toBe(runbookText(everyRule()));
});

it('has the entry that each alert links to', () => {
  const headings = [...page.matchAll(/^### (\S+)$/gm)].map(([, heading]) => heading!.toLowerCase());
  const linked = alertRules(everyRule()).flatMap((group) => group.rules.map(({ name }) => anchorOf(name)));
  expect(headings.sort()).toEqual(linked.sort());
});

it('has a heading in words for each group', () => {
  expect(alertRules(everyRule()).filter(({ name }) => !(name in TITLES))).toEqual([]);
});

it('has no dead link within the page', () => {
  const headings = new Set([...page.matchAll(/^#+ (\S+)$/gm)].map(([, heading]) => heading!.toLowerCase()));
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
});

describe('the page of alerts', () => {
  const alerts = readFileSync(join(import.meta.dirname, '../../../docs/alerts.md'), 'utf8');

  it('is up to date (npm run runbook)', () => {
    expect(alerts).toBe(alertsPage(everyRule()));
  });

  it('has a row for each rule, with the severity and duration of that rule', () => {
    const rows = new Map([...alerts.matchAll(/^\| \[(\w+)\].*$/gm)].map(([row, name]) => [name!, row]));
    const rules = alertRules(everyRule()).flatMap((group) => group.rules);
    expect([...rows.keys()].sort()).toEqual(rules.map(({ name }) => name).sort());
    for (const rule of rules) {
      const cells = rows.get(rule.name)!.split(' | ');
      expect(cells[3], rule.name).toBe(rule.for);
      expect(cells[4], rule.name).toContain(rule.severity);
      const threshold = ruleNamed(rule.name)?.threshold;
      if (threshold) expect(cells[2], rule.name).toContain(String(threshold.value));
    }
  });
});
