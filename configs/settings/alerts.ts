import * as z from 'zod';
import { field, httpUrl, name, secretUrl } from './fields.ts';

const contactPointName = field(name, {
  description: 'Name of the contact point; unique.',
  expected: 'lower-case letters, digits and "-", at most 63',
  example: 'on-call',
});

/** Where messages go. One variant per kind of receiver. */
export const contactPointSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    name: contactPointName,
    url: field(secretUrl, {
      description: 'URL that receives the message; a secret, as it usually holds a token.',
      expected: 'an http or https URL (set it with `--secret`)',
      example: 'https://hooks.example.com/llm',
    }),
  }),
]);

export const alertsSchema = z
  .strictObject({
    contactPoints: field(z.array(contactPointSchema), {
      description: 'Receivers of alert messages.',
      expected: 'a list of contact points',
      example: [{ kind: 'webhook', name: 'on-call', url: 'https://hooks.example.com/llm' }],
    }).default([]),
    runbookUrl: field(httpUrl, {
      description: 'Where the runbook page is published; each rule links to its entry there.',
      expected: 'an http or https URL',
      example: 'https://runbooks.example.com/llm',
    }).optional(),
  })
  .prefault({});

export type ContactPoint = z.output<typeof contactPointSchema>;
