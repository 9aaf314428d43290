/**
 * `npm run record-release`: records the identity of each resource of each stack under the version in `package.json`; later
 * releases are checked against it.
 */
import { readFileSync } from 'node:fs';
import { recordedStacks } from '../recorded-stacks.ts';
import { STACKS, type Stack } from '../stacks.ts';
import { type Identity, identitiesOf, resourceOf } from './identity.ts';
import { type ReleaseRecord, writeRecord } from './records.ts';

const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
const recorded = await recordedStacks();
const identities = STACKS.map((stack): [Stack, Identity[]] => [
  stack,
  identitiesOf(recorded[stack].map(resourceOf)),
]);
console.log(`Wrote ${writeRecord(version, Object.fromEntries(identities) as unknown as ReleaseRecord)}`);
