import { findMetric, metricsShown, type Expression } from '../promql/index.ts';
import { exportedByRust, fallbacks, features, isMetricName, type Metric } from '../vllm/index.ts';

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

/** Text for a panel without data; a server with the Rust front end may never fill it, however busy it is. */
export function withoutData(idle: string, expressions: readonly Expression[]): string {
  const rustHas = (expression: Expression) =>
    metricsShown(expression)
      .filter(isMetricName)
      .every((name) => isFormerName(name) || exportedByRust(name));
  return expressions.length === 0 || expressions.some(rustHas)
    ? idle
    : `${idle}, or not exported by the Rust front end`;
}

/** Oldest supported release; metrics that it exports need no version limit. */
const OLDEST = '0.8.5';

function limitsOf({ name, since, until, requires }: Metric): string {
  const isEngines = name.startsWith('vllm:');
  return [
    isEngines && since !== undefined && since !== OLDEST ? `Requires vLLM ${since} or later.` : '',
    isEngines && until !== undefined ? `Exported up to vLLM ${until}.` : '',
    requires === undefined ? '' : `Requires ${features[requires]}.`,
    isMetricName(name) && !exportedByRust(name) ? 'Not exported by the Rust front end.' : '',
  ]
    .filter((limit) => limit !== '')
    .join(' ');
}
