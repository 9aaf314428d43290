import { everyRule } from '../../../docs/generate/every-rule.ts';
import { expect, it } from 'vitest';
import { alertRules } from '../../../configs/rules/index.ts';
import { logCases } from './cases/logs.ts';
import { ruleCases } from './cases/index.ts';

const rules = alertRules(everyRule()).flatMap((group) => group.rules);

it('puts every rule over metrics to the proof', () => {
  const proven = new Set<string>(ruleCases.map(({ rule }) => rule));
  const metrics = rules.filter(({ source, name }) => source === 'prometheus' && name !== 'Watchdog');
  expect(metrics.filter(({ name }) => !proven.has(name))).toEqual([]);
});

it('puts every rule over logs to the proof', () => {
  const proven = new Set<string>(logCases.map(({ rule }) => rule));
  expect(rules.filter(({ source, name }) => source === 'loki' && !proven.has(name))).toEqual([]);
});
