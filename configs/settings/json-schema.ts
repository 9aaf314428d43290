import * as z from 'zod';
import type { FieldNotes } from './fields.ts';
import { NAMESPACE } from './validation-error.ts';
import type { Sections } from './schema.ts';
import { TOP_LEVEL } from './stack-file.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** An encrypted value, as Pulumi writes it. */
const SECURE: JsonSchema = {
  type: 'object',
  properties: { secure: { type: 'string' } },
  required: ['secure'],
  additionalProperties: false,
};

/**
 * JSON schema (draft 7) of `Pulumi.<stack>.yaml`, for completion and validation in editors. It covers keys, types, patterns and
 * ranges; checks across several keys run only in the program.
 */
export function stackFileSchema(sections: Sections): JsonSchema {
  const config = z.toJSONSchema(z.strictObject(prefixed(sections)), {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      replaceNotes(jsonSchema);
      // zod's name for a check that is also in `pattern`.
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
      // Values of any key can be encrypted; those of text are, in practice.
      if (zodSchema._zod.def.type === 'string') allowSecure(jsonSchema);
    },
  });
  delete config.$schema;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Stack file of ${NAMESPACE}`,
    type: 'object',
    properties: {
      ...Object.fromEntries(TOP_LEVEL.map((key) => [key, {}])),
      config: { ...config, patternProperties: { [`^(?!${NAMESPACE}:)[^:]+:`]: {} } },
    },
    additionalProperties: false,
    definitions: { secure: SECURE },
  };
}

const prefixed = (sections: Sections) =>
  Object.fromEntries(Object.entries(sections).map(([name, schema]) => [`${NAMESPACE}:${name}`, schema]));

/** Turns the notes of a field into keywords that editors show. */
function replaceNotes(schema: JsonSchema): void {
  const { expected, example, description } = schema as JsonSchema & Partial<FieldNotes>;
  if (expected === undefined) return;
  delete schema['expected'];
  if (description === undefined) return;
  delete schema['example'];
  schema.description = schema.properties ? description : `${description} Allowed: ${expected}.`;
  schema.examples = [example];
}

function allowSecure(schema: JsonSchema): void {
  const text = { ...schema };
  delete text.description;
  delete text.examples;
  for (const key of Object.keys(text)) delete schema[key];
  schema.anyOf = [text, { $ref: '#/definitions/secure' }];
}
