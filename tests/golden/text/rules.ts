import { parse } from 'yaml';
import type { GrafanaRule, GrafanaRuleGroup } from '../../../configs/rules/index.ts';
import { factLines, factsOf } from './facts.ts';

/** The file that shows the metric rules in full. */
const ALERTS = 'prometheus/rules/alerts.yml';
const THERE = `→${ALERTS}`;

interface PrometheusAlert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Model {
  readonly expr?: string;
  readonly conditions?: readonly {
    readonly evaluator: { readonly type: string; readonly params: readonly number[] };
  }[];
}

/**
 * Rules as Grafana evaluates them, one line per rule. Properties shared with Prometheus' alert of the same name are omitted.
 */
export function grafanaRulesText(groups: readonly GrafanaRuleGroup[], alertFile: string): string {
  const { groups: written } = parse(alertFile) as {
    groups: { rules: PrometheusAlert[] }[];
  };
  const alerts = new Map(written.flatMap(({ rules }) => rules).map((alert) => [alert.alert, alert]));
  const items = groups.flatMap(({ name, intervalSeconds, rules }) =>
    rules.map((rule) => ({
      name: rule.name,
      facts: factsOf({ group: name, intervalSeconds, ...ruleTree(rule, alerts.get(rule.name)) }),
    })),
  );
  return `${factLines('rules', items).join('\n')}\n`;
}

/** The parts of a rule, with references to what the alert contains too. */
function ruleTree({ name: _, datas, ...rule }: GrafanaRule, alert?: PrometheusAlert): object {
  const [A, B] = datas.map(({ refId: _refId, model, ...query }) => ({
    ...query,
    model: JSON.parse(model) as Model,
  }));
  const same = <T>(mine: T, its: unknown) => (mine === its ? THERE : mine);
  const isCondition = alert !== undefined && conditionsOf(A!.model, B!.model).includes(alert.expr);
  return {
    ...rule,
    for: same(rule.for, alert && (alert.for ?? '0s')),
    ...(rule.keepFiringFor ? { keepFiringFor: same(rule.keepFiringFor, alert?.keep_firing_for) } : {}),
    labels: mapped(rule.labels, (value, key) => same(value, alert?.labels[key])),
    A: isCondition ? { ...A, model: { ...A!.model, expr: THERE } } : A,
    B: isCondition ? { ...B, model: { ...B!.model, conditions: THERE } } : B,
    annotations: mapped(rule.annotations, (value, key) =>
      asPrometheus(value) === alert?.annotations[key] ? THERE : value,
    ),
  };
}

/** The query compared with the threshold, as in Prometheus; a query that ends in its own comparison has none. */
function conditionsOf({ expr }: Model, { conditions }: Model): (string | undefined)[] {
  const { type, params } = conditions![0]!.evaluator;
  const bound = `${type === 'gt' ? '>' : '<'} ${params[0]}`;
  return [`(${expr}) ${bound}`, `${expr} ${bound}`, ...(bound === '> 0' ? [expr] : [])];
}

/** Prometheus has `$value` where Grafana has `$values`, and it is never absent. */
const asPrometheus = (template: string) =>
  template.replaceAll(
    /\{\{ with \$values\.A\.Value \}\}\{\{ \.([^}]*?) ?\}\}\{\{ else \}\}0\{\{ end \}\}/g,
    '{{ $value$1 }}',
  );

const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
