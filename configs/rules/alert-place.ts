import { PLACE, where, type Expression } from '../promql/index.ts';
import { isLogQuery, ofAlert, textOf, type RunbookEntry } from './rule.ts';

const OF_PLACE = ofAlert(...PLACE);
const CONDITIONS = PLACE.map((label) => `${label}="<${label}>"`).join(',');
/** A selector of PromQL that matches a label of the alert. */
const SELECTOR = /\{([^{}]*="<\w+>"[^{}]*)\}/g;

/**
 * The entry with diagnosis queries of the cluster and namespace of the alert: the same job and model may exist in others. Log
 * streams have neither label.
 */
export function inPlaceOfAlert(entry: RunbookEntry): RunbookEntry {
  const diagnosis = entry.diagnosis.map((step) =>
    step.query === undefined ? step : { ...step, query: inPlace(step.query) },
  );
  return { ...entry, diagnosis };
}

function inPlace(query: Expression | string): Expression | string {
  const text = textOf(query);
  if (isLogQuery(text) || text.search(SELECTOR) < 0) return query;
  return typeof query === 'string'
    ? query.replaceAll(SELECTOR, `{$1,${CONDITIONS}}`)
    : where(query, OF_PLACE);
}
