import { jsonSchema, NAMESPACE, sections } from '../../configs/index.ts';

type Schema = ReturnType<typeof jsonSchema>;

const root = {
  properties: Object.fromEntries(
    Object.entries((jsonSchema().properties!['config'] as Schema).properties!).map(([key, schema]) => [
      key.slice(NAMESPACE.length + 1),
      schema,
    ]),
  ),
} as Schema;

/** Names of files that begin like a key, for example `loki.ts`. */
const FILE = /\.(?:ini|js|json|md|tar\.gz|ts|ya?ml)$/;
const KEY = /^[A-Za-z]\w*(?:\[\])?(?:\.(?:\w+|<\w+>|\*)(?:\[\])?)*$/;

/**
 * What is wrong with a code span that names a key of the configuration: `a.b`, `a[].b`, `llm-monitoring:a` or `a.b: value`.
 * `<name>` and `*` stand for any key. Other spans are correct.
 */
export function keyError(span: string): string | undefined {
  const [, namespace, path = ''] = /^(llm-monitoring:)?(.*?)(?:: .*)?$/.exec(
    span.replaceAll(/\[\d+\]/g, '[]'),
  )!;
  if (!KEY.test(path) || FILE.test(path)) return undefined;
  const segments = path.replaceAll('[]', '.[]').split('.');
  const named = namespace !== undefined || (segments.length > 1 && segments[0]! in sections);
  if (named) return resolves(root, segments) ? undefined : `${span}: no such key`;
  if (segments.length === 1) return undefined;
  const whole = keysBelow(root).find((key) => key.endsWith(`.${path}`));
  return whole === undefined ? undefined : `${span}: write ${whole}`;
}

const variantsOf = (schema: Schema): Schema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((variant) => variantsOf(variant as Schema)),
];

function resolves(schema: Schema, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  return variantsOf(schema)
    .flatMap(({ items, properties = {}, additionalProperties }): unknown[] => {
      if (first === '[]') return items ? [items] : [];
      if (/^[<*]/.test(first)) return [...Object.values(properties), additionalProperties];
      return [properties[first], additionalProperties];
    })
    .some((next) => typeof next === 'object' && next !== null && resolves(next as Schema, rest));
}

function keysBelow(schema: Schema, path = ''): string[] {
  return variantsOf(schema).flatMap(({ items, properties = {} }) => [
    ...(items ? keysBelow(items as Schema, `${path}[]`) : []),
    ...Object.entries(properties).flatMap(([name, child]) => {
      const key = path === '' ? name : `${path}.${name}`;
      return [key, ...keysBelow(child as Schema, key)];
    }),
  ]);
}
