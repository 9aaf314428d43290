import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The fields of a JSON schema in use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly [key: string]: unknown;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The fields of a CustomResourceDefinition in use. */
export interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { openAPIV3Schema: Schema } }[];
  };
}

/**
 * The OpenAPI description of the built-in Kubernetes kinds: the file in `KUBERNETES_OPENAPI`, or that of the newest Go module
 * `k8s.io/kubernetes` on this machine.
 */
export function findOpenApi(): string | undefined {
  const named = process.env['KUBERNETES_OPENAPI'];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const modules =
    process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg/mod');
  return globSync('k8s.io/kubernetes@v*/api/openapi-spec/swagger.json', { cwd: modules })
    .map((file) => join(modules, file))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

/** Schema file name that kubeconform expects for a kind: `deployment-apps-v1.json`. */
const fileOf = ({ group, version, kind }: GroupVersionKind) =>
  `${[kind, ...(group === '' ? [] : [group.split('.')[0]]), version].join('-').toLowerCase()}.json`;

/** Value of `-schema-location` for a folder filled by {@link writeSchemas}. */
export const schemaLocation = (folder: string): string =>
  `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;

/** Writes one strict schema per kind, in which an unknown key is an error instead of being dropped. */
export function writeSchemas(openApiFile: string, definitions: readonly Definition[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { definitions: all } = JSON.parse(readFileSync(openApiFile, 'utf8')) as {
    definitions: Record<string, Schema>;
  };
  const shared = join(folder, '_definitions.json');
  const strict = Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [name, strictSchema(schema, `file://${shared}`)]),
  );
  writeFileSync(shared, JSON.stringify({ definitions: strict }));
  for (const [name, schema] of Object.entries(all)) {
    const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as GroupVersionKind[];
    for (const kind of kinds) {
      writeFileSync(
        join(folder, fileOf(kind)),
        JSON.stringify({ $ref: `file://${shared}#/definitions/${name}` }),
      );
    }
  }
  for (const { spec } of definitions) {
    for (const { name: version, schema } of spec.versions) {
      const kind = { group: spec.group, version, kind: spec.names.kind };
      writeFileSync(join(folder, fileOf(kind)), JSON.stringify(strictSchema(schema.openAPIV3Schema, '')));
    }
  }
}

/** The two API types that are strings or numbers. */
const LOOSE = /\.(IntOrString|Quantity)$/;

function strictSchema(schema: Schema, shared: string, name = ''): Schema {
  if (schema.$ref !== undefined) {
    const target = schema.$ref.replace('#/definitions/', '');
    if (LOOSE.test(target)) return { type: ['string', 'number', 'null'] };
    return { oneOf: [{ $ref: `${shared}#/definitions/${target}` }, { type: 'null' }] };
  }
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true) {
    return { type: ['string', 'number', 'null'] };
  }
  const inner = (part: Schema) => strictSchema(part, shared);
  const { properties, items, additionalProperties } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || name === 'metadata';
  return {
    ...(typeof schema.type === 'string' ? { type: [schema.type, 'null'] } : {}),
    ...(schema['enum'] === undefined ? {} : { enum: schema['enum'] }),
    ...(schema['pattern'] === undefined ? {} : { pattern: schema['pattern'] }),
    ...(schema['required'] === undefined ? {} : { required: schema['required'] }),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, part]) => [key, strictSchema(part, shared, key)]),
          ),
          additionalProperties: open,
        }
      : {}),
    ...(items ? { items: inner(items) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: inner(additionalProperties) }
      : {}),
  };
}
