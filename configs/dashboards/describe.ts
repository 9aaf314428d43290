import { findMetric, metricsShown, type Expression } from '../promql/index.ts';
import { fallbacks, features, type Metric } from '../vllm/index.ts';

/** Panel description: the text, then each metric that the queries read with its meaning, unit and version limits. */
export function describe(text: string, expressions: readonly Expression[]): string {
  const metrics = [...new Set(expressions.flatMap(metricsShown))].filter((name) => !isFormerName(name));
  return [text, metrics.map((name) => `- ${describeMetric(name)}`).join('\n')].join('\n\n');
}

/** Former names are covered by the description of the current metric. */
const isFormerName = (name: string) => name in fallbacks;

function describeMetric(name: string): string {
  const metric = findMetric(name);
  if (metric === undefined) throw new Error(`"${name}" is not a catalogued metric`);
  const limits = limitsOf(metric);
  return `\`${name}\` (${metric.unit}): ${metric.help}${limits === '' ? '' : ` ${limits}`}`;
}

/** Oldest supported release; metrics that it exports need no version limit. */
const OLDEST = '0.8.5';

function limitsOf({ name, since, until, requires }: Metric): string {
  const isEngines = name.startsWith('vllm:');
  return [
    isEngines && since !== undefined && since !== OLDEST ? `Requires vLLM ${since} or later.` : '',
    isEngines && until !== undefined ? `Exported up to vLLM ${until}.` : '',
    requires === undefined ? '' : `Requires ${features[requires]}.`,
  ]
    .filter((limit) => limit !== '')
    .join(' ');
}
