import { findMetric, metricsShown, type Expression } from '../promql/index.ts';
import { fallbacks, features, type Metric } from '../vllm/index.ts';

/** Description of a panel: its text, then each metric behind its queries with meaning, unit and limits. */
export function describe(text: string, expressions: readonly Expression[]): string {
  const metrics = [...new Set(expressions.flatMap(metricsShown))].filter((name) => !isFormerName(name));
  return [text, metrics.map((name) => `- ${describeMetric(name)}`).join('\n')].join('\n\n');
}

/** The metric that replaced it describes it. */
const isFormerName = (name: string) => name in fallbacks;

function describeMetric(name: string): string {
  const metric = findMetric(name);
  if (metric === undefined) throw new Error(`"${name}" is not a catalogued metric`);
  const limits = limitsOf(metric);
  return `\`${name}\` (${metric.unit}): ${metric.help}${limits === '' ? '' : ` ${limits}`}`;
}

/** Oldest release the dashboards support; what it has, every server has. */
const OLDEST = '0.8.5';

function limitsOf({ name, since, until, requires }: Metric): string {
  const isEngines = name.startsWith('vllm:');
  return [
    isEngines && since !== undefined && since !== OLDEST ? `Since vLLM ${since}.` : '',
    isEngines && until !== undefined ? `Up to vLLM ${until}.` : '',
    requires === undefined ? '' : `Needs ${features[requires]}.`,
  ]
    .filter((limit) => limit !== '')
    .join(' ');
}
