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

interface ScaledObject {
  readonly spec: { readonly triggers: readonly { readonly metadata: Trigger }[] };
}

interface ProductionStack {
  readonly servingEngineSpec: {
    readonly modelSpec: readonly {
      readonly name: string;
      readonly keda: ScaledObject['spec'] & { readonly enabled: boolean };
    }[];
  };
}

/** Examples that are a ScaledObject, or values from which a chart makes one. */
export const SCALED_OBJECTS = ['keda.yaml', 'keda-scale-to-zero.yaml', 'llm-d.yaml', 'production-stack.yaml'];

/** The ScaledObject of an example; production-stack's chart takes its values over (`helm/templates/scaledobject-vllm.yaml`). */
export function scaledObjectOf(file: string): ScaledObject {
  if (file !== 'production-stack.yaml') return exampleOf<ScaledObject>(file);
  const [model] = exampleOf<ProductionStack>(file).servingEngineSpec.modelSpec;
  const values = Object.entries(model!.keda).filter(([key]) => key !== 'enabled');
  const scaleTargetRef = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: `r-${model!.name}-deployment-vllm`,
  };
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: `r-${model!.name}-scaledobject`, namespace: 'llm' },
    spec: { scaleTargetRef, ...Object.fromEntries(values) },
  } as unknown as ScaledObject;
}

export const triggersOf = (file: string): readonly Trigger[] =>
  scaledObjectOf(file).spec.triggers.map(({ metadata }) => metadata);

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
