import { boundsOf, catalogue, isMetricName, type VllmMetric } from '../../../configs/vllm/index.ts';
import type { Family } from './exposition.ts';

/** Differences between the catalogue and a metric family that vLLM exports; empty if they agree. */
export function disagreements(family: Family): readonly string[] {
  if (!isMetricName(family.name)) return [`${family.name} is not in the catalogue`];
  const metric: VllmMetric = catalogue[family.name];
  const exposedType = metric.type === 'info' ? 'gauge' : metric.type;
  return [
    ...(exposedType === family.type ? [] : [`${family.name} is a ${family.type}, not a ${exposedType}`]),
    ...labelDisagreements(metric, family),
    ...valueDisagreements(metric, family),
    ...boundDisagreements(metric, family),
  ];
}

function labelDisagreements(metric: VllmMetric, family: Family): readonly string[] {
  const exposed = new Set(family.samples.flatMap((sample) => Object.keys(sample.labels)));
  exposed.delete('le');
  const uncatalogued = metric.openLabels
    ? []
    : [...exposed].filter((label) => !metric.labels.includes(label));
  const absent = family.samples.length === 0 ? [] : metric.labels.filter((label) => !exposed.has(label));
  return [
    ...uncatalogued.map((label) => `${metric.name} has a label ${label} that is not catalogued`),
    ...absent.map((label) => `${metric.name} has no label ${label}`),
  ];
}

function valueDisagreements(metric: VllmMetric, family: Family): readonly string[] {
  return Object.entries(metric.values ?? {}).flatMap(([label, known]) =>
    family.samples
      .flatMap((sample) => sample.labels[label] ?? [])
      .filter((value) => !known.includes(value))
      .map((value) => `${metric.name} has an unknown value ${value} of ${label}`),
  );
}

/** The number of buckets up to `max_model_len` depends on the model. */
function boundDisagreements(metric: VllmMetric, family: Family): readonly string[] {
  const exposed = [...new Set(family.samples.flatMap((sample) => sample.labels['le'] ?? []))]
    .map((le) => (le === '+Inf' ? Infinity : Number(le)))
    .filter((bound) => bound !== Infinity);
  if (exposed.length === 0) return [];
  const catalogued = boundsOf(metric);
  const expected = metric.buckets === 'request_tokens' ? catalogued.slice(0, exposed.length) : catalogued;
  return exposed.join() === expected.join()
    ? []
    : [`${metric.name} has the buckets ${exposed.join()}, not ${expected.join()}`];
}
