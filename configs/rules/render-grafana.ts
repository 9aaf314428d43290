import { sortedJson } from '../text/sorted-json.ts';
import { seconds, type Settings } from '../settings/index.ts';
import { annotationsOf } from './annotations.ts';
import { alertRules } from './groups.ts';
import { notificationSettings, type NotificationSettings } from './routing.ts';
import { textOf, type AlertRule, type Bound } from './rule.ts';

/** A rule group in the shape of `grafana.alerting.RuleGroup`, without folder. */
export interface GrafanaRuleGroup {
  readonly name: string;
  readonly intervalSeconds: number;
  readonly rules: readonly GrafanaRule[];
}

export interface GrafanaRule {
  readonly uid: string;
  readonly name: string;
  readonly condition: 'B';
  readonly datas: readonly GrafanaQuery[];
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly noDataState: string;
  readonly execErrState: string;
  readonly isPaused: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly notificationSettings?: NotificationSettings;
}

export interface GrafanaQuery {
  readonly refId: 'A' | 'B';
  readonly datasourceUid: string;
  readonly queryType: string;
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  /** JSON text. */
  readonly model: string;
}

/** Uids of the data sources that the rules ask. */
export interface DataSourceUids {
  readonly prometheus: string;
  readonly loki: string;
}

const DEFAULT_UIDS: DataSourceUids = { prometheus: 'prometheus', loki: 'loki' };

/** Seconds; instant queries look at its end only. */
const RANGE = { from: 600, to: 0 } as const;

/** Fires on every series where the query itself decides: its values are above 0. */
const ANY: Bound = { operator: '>', value: 0 };

/** The rules that Grafana evaluates: all of them, or only those over logs where Prometheus has the others. */
export function grafanaRuleGroups(
  settings: Settings,
  uids: DataSourceUids = DEFAULT_UIDS,
): GrafanaRuleGroup[] {
  const mine = (rule: AlertRule) => settings.alerts.engine === 'grafana' || rule.source === 'loki';
  return alertRules(settings)
    .map(({ name, interval, rules }) => ({
      name,
      intervalSeconds: seconds(interval),
      rules: rules.filter(mine).map((rule) => grafanaRule(settings, rule, uids)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

function grafanaRule(settings: Settings, rule: AlertRule, uids: DataSourceUids): GrafanaRule {
  const notify = notificationSettings(settings, rule);
  return {
    uid: uidOf(rule.name),
    name: rule.name,
    condition: 'B',
    datas: [query(rule, uids[rule.source]), threshold(rule.bound ?? ANY)],
    for: rule.for,
    ...(rule.keepFiringFor === undefined ? {} : { keepFiringFor: rule.keepFiringFor }),
    noDataState: rule.noData ?? 'OK',
    execErrState: rule.execError ?? 'KeepLast',
    isPaused: false,
    labels: { severity: rule.severity, ...clusterOf(settings) },
    annotations: Object.fromEntries(
      Object.entries(annotationsOf(settings, rule)).map(([key, text]) => [key, forGrafana(text)]),
    ),
    ...(notify === undefined ? {} : { notificationSettings: notify }),
  };
}

/**
 * Prometheus adds its external labels to the alerts that it sends itself; to those of Grafana nobody does. A series from a store of
 * several clusters has the label already, and keeps it.
 */
function clusterOf({ prometheus }: Settings): Record<string, string> {
  const { cluster } = prometheus.externalLabels;
  return cluster === undefined
    ? {}
    : { cluster: `{{ with $labels.cluster }}{{ . }}{{ else }}${cluster}{{ end }}` };
}

/** Grafana takes at most 40 characters, which the longest name has with this prefix. */
const uidOf = (name: string) => `llm-${name.toLowerCase()}`;

/**
 * Grafana's `$value` is a text about all queries; the number is in `$values`, and is nil while the query finds nothing, when
 * Grafana fills the template in all the same.
 */
function forGrafana(template: string): string {
  return template.replaceAll(
    /\{\{ \$value( \| \w+)? \}\}/g,
    (_, filter: string = '') => `{{ with $values.A.Value }}{{ .${filter} }}{{ else }}0{{ end }}`,
  );
}

function query({ query: asked, source }: AlertRule, uid: string): GrafanaQuery {
  const expr = textOf(asked);
  const model =
    source === 'prometheus'
      ? { datasource: { type: 'prometheus', uid }, editorMode: 'code', expr, instant: true, range: false }
      : { datasource: { type: 'loki', uid }, editorMode: 'code', expr, queryType: 'instant' };
  return {
    refId: 'A',
    datasourceUid: uid,
    queryType: source === 'loki' ? 'instant' : '',
    relativeTimeRange: RANGE,
    model: json({ ...model, refId: 'A' }),
  };
}

function threshold({ operator, value }: Bound): GrafanaQuery {
  const evaluator = { params: [value], type: operator === '>' ? 'gt' : 'lt' };
  return {
    refId: 'B',
    datasourceUid: '__expr__',
    queryType: '',
    relativeTimeRange: RANGE,
    model: json({
      conditions: [{ evaluator }],
      datasource: { type: '__expr__', uid: '__expr__' },
      expression: 'A',
      refId: 'B',
      type: 'threshold',
    }),
  };
}

/**
 * As the provider reads it back from Grafana: sorted keys, no blanks, and `<`, `>`, `&` as Go escapes them. Otherwise every
 * `up` would show a change. `intervalMs` and `maxDataPoints` are left out, because the provider omits their defaults.
 */
function json(value: unknown): string {
  return sortedJson(value).replaceAll(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}
