import { print, type Expression } from '../promql/index.ts';
import type { RuleDefaults, RuleNumbers, Settings, Severity } from '../settings/index.ts';

/** Entry of a rule in the runbook, as Markdown sentences. */
export interface RunbookEntry {
  /** State that the alert reports. */
  readonly meaning: string;
  /** Effect on users. */
  readonly impact: string;
  /** Blind spots: failures that do not fire it, and healthy states that do. Every rule that pages has some. */
  readonly blind?: readonly string[];
  /** Steps to find the cause, in order. */
  readonly diagnosis: readonly DiagnosisStep[];
  /** Actions, the quickest relief first. */
  readonly mitigation: readonly string[];
}

export interface DiagnosisStep {
  readonly text: string;
  /** PromQL or LogQL to run, with the labels of the alert in place of `<…>`. */
  readonly query?: Expression | string;
}

/** Matches the label with its value in the alert, written as a placeholder: `model_name="<model_name>"`. */
export function ofAlert<L extends string>(...labels: readonly L[]): Readonly<Record<L, string>> {
  return Object.fromEntries(labels.map((label) => [label, `<${label}>`])) as Record<L, string>;
}

/** State of a rule when its query finds nothing, or cannot be run. Grafana's names. */
export type NoDataState = 'OK' | 'NoData' | 'Alerting' | 'KeepLast';
export type ErrorState = 'OK' | 'Error' | 'Alerting' | 'KeepLast';

/** Which dashboard an alert links to. */
export type DashboardKey =
  'model' | 'objectives' | 'cache' | 'gateway' | 'capacity' | 'stack' | 'logs' | 'requests';

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
  readonly dashboard: DashboardKey;
  /** Default `OK`: the absence of series has rules of its own. */
  readonly noData?: NoDataState;
  /** Default `KeepLast`: an unreachable Prometheus or Loki fires a rule of its own, once. */
  readonly execError?: ErrorState;
  /** Time for which the alert keeps firing after the condition ended, against flapping. */
  readonly keepFiringFor?: string;
  readonly runbook: RunbookEntry;
}

/** A query as the server takes it. */
export function textOf(query: Expression | string): string {
  return typeof query === 'string' ? query : print(query);
}

/** A diagnosis step in LogQL begins with the selector of a service. */
export const isLogQuery = (text: string): boolean => text.startsWith('{service_name');

/** Comparison of the query's value; the alert fires if it holds. */
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

/** A rule with its default numbers; those under `alerts.rules.<name>` replace them. */
export interface RuleDefinition extends RuleTexts, RuleDefaults {
  /** The query for a stack; undefined if the stack has nothing that the rule could be about. */
  readonly query: (settings: Settings, numbers: RuleNumbers) => Expression | string | undefined;
  /** Direction in which the configured threshold is crossed; without one, the query itself decides. */
  readonly fires?: 'above' | 'below';
}

/** The rule only for a Prometheus that this stack manages: of an external one, neither metrics nor storage are known. */
export function ofManagedPrometheus(rule: RuleDefinition): RuleDefinition {
  return {
    ...rule,
    query: (settings, numbers) => (settings.prometheus.existing ? undefined : rule.query(settings, numbers)),
  };
}
