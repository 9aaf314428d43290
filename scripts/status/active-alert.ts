/** An alert that fires, or that will if its condition lasts. */
export interface ActiveAlert {
  readonly name: string;
  readonly state: 'firing' | 'pending';
  /** Severity of the rule, empty if it has none. */
  readonly severity: string;
  readonly summary: string;
  /** Start of the state in Grafana, of the condition in Prometheus. */
  readonly since?: Date;
}

/** An alert in an answer of Prometheus' API, which Grafana's follows. */
interface Answered {
  readonly state: string;
  readonly activeAt?: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Alerts in an answer of Prometheus' `/api/v1/alerts` (prometheus docs `querying/api`). */
export function prometheusAlerts(answer: unknown): ActiveAlert[] {
  const { alerts } = (answer as { data: { alerts: readonly Answered[] } }).data;
  return alerts.flatMap((alert) => activeAlert(alert, alert.state));
}

/**
 * Alerts in an answer of Grafana's `/api/prometheus/grafana/api/v1/rules` (grafana
 * `pkg/services/ngalert/api/prometheus/api_prometheus.go`). A state may have a reason after it: `Alerting (NoData)`. A rule whose
 * query fails or finds nothing notifies too, and one that recovers still does.
 */
export function grafanaAlerts(answer: unknown): ActiveAlert[] {
  type Rule = { readonly alerts?: readonly Answered[] | null };
  const { groups } = (answer as { data: { groups: readonly { rules: readonly Rule[] }[] } }).data;
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ alerts }) => alerts ?? [])
    .flatMap((alert) => activeAlert(alert, GRAFANA_STATES[alert.state.split(' ')[0]!] ?? ''));
}

const GRAFANA_STATES: Readonly<Record<string, ActiveAlert['state']>> = {
  Alerting: 'firing',
  Recovering: 'firing',
  NoData: 'firing',
  Error: 'firing',
  Pending: 'pending',
};

function activeAlert({ labels = {}, annotations = {}, activeAt }: Answered, state: string): ActiveAlert[] {
  if (state !== 'firing' && state !== 'pending') return [];
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
