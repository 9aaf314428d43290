import type { Settings } from '../settings/index.ts';
import { inPlaceOfAlert } from './alert-place.ts';
import type { AlertRule, RuleDefinition } from './rule.ts';

/** The rule with the configured numbers; none if it is disabled or the stack has nothing for it. */
export function configured(
  settings: Settings,
  { name, why: _why, threshold: _threshold, query: queryOf, fires, ...texts }: RuleDefinition,
): AlertRule[] {
  const { enabled, severity, for: duration, threshold } = settings.alerts.rules[name]!;
  const query = enabled ? queryOf(settings, settings.alerts.rules[name]!) : undefined;
  if (query === undefined) return [];
  const bound =
    fires === undefined || threshold === undefined
      ? {}
      : { bound: { operator: fires === 'above' ? ('>' as const) : ('<' as const), value: threshold } };
  const runbook = inPlaceOfAlert(texts.runbook);
  return [{ ...texts, runbook, name, query, ...bound, for: duration, severity }];
}
