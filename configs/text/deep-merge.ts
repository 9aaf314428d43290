type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merges maps at every depth, as Helm merges values: everything else, lists included, replaces what was there. */
export function deepMerge(base: Tree, over: Tree): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isTree(before) && isTree(value) ? deepMerge(before, value) : value;
  }
  return merged;
}
