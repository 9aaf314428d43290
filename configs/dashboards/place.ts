import { discoveriesOf } from '../inventory/demo.ts';
import { vllmJobs } from '../slo/index.ts';
import type { Settings } from '../settings/index.ts';
import { groupedBy, PLACE, type Expression } from '../promql/index.ts';

type Place = (typeof PLACE)[number];

/** Labels of one row or line per model; jobs that serve the same model in one namespace are summed. */
export const BY_MODEL = [...PLACE, 'model_name'] as const;
/** Labels of one row or line per server. */
export const BY_INSTANCE = [...PLACE, 'instance'] as const;
/** Labels of one line per data-parallel engine. */
export const BY_ENGINE = [...BY_INSTANCE, 'engine'] as const;

/** Column headings and names of the variables. */
export const TITLES: Readonly<Record<Place, string>> = { namespace: 'Namespace', cluster: 'Cluster' };

/** The labels of {@link PLACE} that the series of an expression keep, the narrower one first. */
export function placesShown(expression: Expression): readonly { label: Place; title: string }[] {
  const by = groupedBy(expression);
  return PLACE.filter((label) => by.includes(label))
    .toReversed()
    .map((label) => ({ label, title: TITLES[label] }));
}

/** The labels of {@link PLACE} that series of this stack can have; labels that none has need no variable. */
export function possiblePlaces(settings: Settings): readonly Place[] {
  const { backend, prometheus, targets } = settings;
  const exists: Readonly<Record<Place, boolean>> = {
    cluster: prometheus.externalLabels['cluster'] !== undefined,
    namespace:
      backend === 'kubernetes' && (discoveriesOf(settings).length > 0 || vllmJobs(settings).length === 0),
  };
  return PLACE.filter(
    (label) =>
      exists[label] || prometheus.existing !== undefined || targets.some(({ labels }) => label in labels),
  );
}
