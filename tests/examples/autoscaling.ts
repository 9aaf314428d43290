import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { signalSeries } from '../../configs/capacity/index.ts';

export const EXAMPLES = join(import.meta.dirname, '../../examples/autoscaling');

export const exampleOf = <T>(file: string): T => parse(readFileSync(join(EXAMPLES, file), 'utf8')) as T;

export interface Hpa {
  readonly spec: {
    readonly metrics: readonly {
      readonly external: {
        readonly metric: {
          readonly name: string;
          readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
        };
      };
    }[];
  };
}

interface Trigger {
  readonly serverAddress: string;
  readonly query: string;
  readonly threshold: string;
}

/** The triggers of a ScaledObject. */
export const triggersOf = (file: string): readonly Trigger[] =>
  exampleOf<{ spec: { triggers: { metadata: Trigger }[] } }>(file).spec.triggers.map(
    ({ metadata }) => metadata,
  );

interface AdapterRule {
  readonly seriesQuery: string;
  readonly name: { readonly matches: string; readonly as: string };
  readonly metricsQuery: string;
}

/**
 * The query that prometheus-adapter sends for an external metric: the series whose name its rule turns into the metric's, in the
 * rule's template (prometheus-adapter `docs/config.md`).
 *
 * @throws if no recorded signal becomes this metric.
 */
export function adapterQuery(metric: string, labels: Readonly<Record<string, string>>): string {
  const [rule] = exampleOf<{ rules: { external: AdapterRule[] } }>('prometheus-adapter.yaml').rules.external;
  const { seriesQuery, name, metricsQuery } = rule!;
  const selected = new RegExp(`^(?:${/__name__=~"(.+)"/.exec(seriesQuery)![1]})$`);
  const renamed = (series: string) =>
    series.replace(new RegExp(`^${name.matches}$`), name.as.replace('${1}', '$1'));
  const series = Object.values(signalSeries).find((one) => selected.test(one) && renamed(one) === metric);
  if (series === undefined) throw new Error(`No signal becomes ${metric}`);
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return metricsQuery.replaceAll('<<.Series>>', series).replaceAll('<<.LabelMatchers>>', matchers.join(','));
}
