/** A firing or pending alert. */
export interface ActiveAlert {
  readonly name: string;
  readonly state: 'firing' | 'pending';
  /** Severity of the rule, empty if it has none. */
  readonly severity: string;
  readonly summary: string;
  /** Start of the state in Grafana, of the condition in Prometheus. */
  readonly since?: Date;
}

/** State of a server's alert rules. */
export interface RuleState {
  readonly alerts: readonly ActiveAlert[];
  /** Names of rules whose query fails, so that their state is not known. */
  readonly failing: readonly string[];
}

/** The part of a rule that is read (prometheus docs `querying/api`; Grafana's answer has the same form). */
interface Rule {
  readonly name: string;
  readonly health?: string;
  readonly alerts?: readonly Alert[] | null;
}

interface Alert {
  readonly state: string;
  readonly activeAt?: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * States of Prometheus, and of Grafana, which puts a reason after them: `Alerting (NoData)` (grafana
 * `pkg/services/ngalert/eval/eval.go`). In Grafana a rule whose query fails or finds nothing notifies too, and one that recovers
 * still does.
 */
const STATES: Readonly<Record<string, ActiveAlert['state']>> = {
  firing: 'firing',
  pending: 'pending',
  Alerting: 'firing',
  Recovering: 'firing',
  NoData: 'firing',
  Error: 'firing',
  Pending: 'pending',
};

/** Parses a response of `/api/v1/rules` from Prometheus or Grafana. */
export function ruleState(answer: unknown): RuleState {
  const { groups } = (answer as { data: { groups: readonly { rules: readonly Rule[] }[] } }).data;
  const rules = groups.flatMap((group) => group.rules);
  return {
    alerts: rules.flatMap(({ alerts }) => alerts ?? []).flatMap((alert) => activeAlert(alert)),
    failing: rules.filter(isFailing).map(({ name }) => name),
  };
}

/** A Grafana rule that keeps its last state shows the failure only in the reason: `Normal (Error, KeepLast)`. */
const isFailing = ({ health, alerts }: Rule): boolean =>
  health === 'err' ||
  health === 'error' ||
  (alerts ?? []).some(({ state }) => /^Error|\(.*\bError\b/.test(state));

function activeAlert({ state: text, labels = {}, annotations = {}, activeAt }: Alert): ActiveAlert[] {
  const state = STATES[text.split(' ')[0]!];
  // Severity `none` is the dead man's switch, which fires as long as all is well.
  if (state === undefined || labels['severity'] === 'none') return [];
  return [
    {
      name: labels['alertname'] ?? 'unnamed',
      state,
      severity: labels['severity'] ?? '',
      summary: annotations['summary'] ?? '',
      ...(activeAt ? { since: new Date(activeAt) } : {}),
    },
  ];
}
