/**
 * A value of a provisioning file with every text as it is meant: Grafana expands `$NAME` and `${…}` in it, and takes `$$` for `$`
 * (grafana `pkg/services/provisioning/values`).
 */
export function grafanaLiteral<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as T;
  if (Array.isArray(value)) return value.map((item: unknown) => grafanaLiteral(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, grafanaLiteral(item as unknown)]),
  ) as T;
}
