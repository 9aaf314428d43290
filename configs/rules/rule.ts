import { print, type Expression } from '../promql/index.ts';
import type { RuleName } from '../settings/alert-rule-defaults.ts';
import type { Severity } from '../settings/severity.ts';
import type { RuleSettings } from '../settings/alert-rules.ts';
import type { Settings } from '../settings/index.ts';

/** What the runbook says of a rule, as Markdown sentences. */
export interface RunbookEntry {
  /** What is the case. */
  readonly meaning: string;
  /** Who is hurt and how. */
  readonly impact: string;
  /** Where to look, in that order. */
  readonly diagnosis: readonly DiagnosisStep[];
  /** What to do, the quickest relief first. */
  readonly mitigation: readonly string[];
}

export interface DiagnosisStep {
  readonly text: string;
  /** PromQL or LogQL to run, with the labels of the alert in place of `<…>`. */
  readonly query?: Expression | string;
}

/** State of a rule when its query finds nothing, or cannot be run. Grafana's names. */
export type NoDataState = 'OK' | 'NoData' | 'Alerting' | 'KeepLast';
export type ErrorState = 'OK' | 'Error' | 'Alerting' | 'KeepLast';

/** Which board an alert links to. */
export type Board = 'model' | 'objectives' | 'cache' | 'stack' | 'logs';

/** The part of a rule that is the same in every stack. */
export interface RuleTexts {
  readonly source: 'prometheus' | 'loki';
  /** One constant sentence. */
  readonly summary: string;
  /**
   * Sentence with labels and value, a Go template with `$labels` and `$value` (Prometheus' names; for Grafana they are
   * translated).
   */
  readonly description: string;
  readonly board: Board;
  /** Default `OK`: the absence of series has rules of its own. */
  readonly noData?: NoDataState;
  /** Default `KeepLast`: that Prometheus or Loki cannot be asked is said once, by a rule of its own. */
  readonly execError?: ErrorState;
  /** How long the alert goes on after the condition ended, against flapping. */
  readonly keepFiringFor?: string;
  readonly runbook: RunbookEntry;
}

/** A query as the server takes it. */
export function textOf(query: Expression | string): string {
  return typeof query === 'string' ? query : print(query);
}

/** What the value of a query is compared with; the alert fires where the comparison holds. */
export interface Bound {
  readonly operator: '>' | '<';
  readonly value: number;
}

/**
 * One alert rule as one value, from which the Grafana-managed rule, the Prometheus rule and the runbook entry are made.
 */
export interface AlertRule extends RuleTexts {
  /** PascalCase: subject and state. */
  readonly name: string;
  /** PromQL or LogQL. Without `bound`, every series in the result fires; its values are above 0 then. */
  readonly query: Expression | string;
  readonly bound?: Bound;
  readonly for: string;
  readonly severity: Severity | 'none';
}

/** Rules that are evaluated together, one after another. */
export interface RuleGroup {
  readonly name: string;
  /** Prometheus duration, a multiple of 10 s. */
  readonly interval: string;
  readonly rules: readonly AlertRule[];
}

/** A rule whose numbers are configured under `alerts.rules.<name>`. */
export interface RuleDefinition<N extends RuleName = RuleName> extends RuleTexts {
  readonly name: N;
  readonly query: Expression | string | ((numbers: RuleSettings<N>) => Expression | string);
  /** Direction in which the configured threshold is crossed; without one, the query itself decides. */
  readonly fires?: 'above' | 'below';
}

/** Puts the configured numbers in; none where the rule is switched off. */
export function configured<N extends RuleName>(
  { alerts }: Settings,
  { name, query, fires, ...texts }: RuleDefinition<N>,
): AlertRule[] {
  const numbers = alerts.rules[name] as RuleSettings<N>;
  if (!numbers.enabled) return [];
  const threshold = (numbers as { threshold?: number }).threshold;
  return [
    {
      ...texts,
      name,
      query: typeof query === 'function' ? query(numbers) : query,
      ...(fires === undefined || threshold === undefined
        ? {}
        : { bound: { operator: fires === 'above' ? ('>' as const) : ('<' as const), value: threshold } }),
      for: numbers.for,
      severity: numbers.severity,
    },
  ];
}
