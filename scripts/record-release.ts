/**
 * `npm run record-release`: writes down what makes each resource of each stack the same one, under the version in
 * `package.json`; later releases are held to it. It reads the golden lists, which `npm run test:update` brings up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identitiesOf, type Resource } from './release/identity.ts';
import { ROOT } from './stack/project.ts';

const GOLDEN = join(ROOT, 'tests', 'golden');
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const { version } = read(join(ROOT, 'package.json')) as { version: string };
const stacks = ['dev', 'staging', 'prod'].map((stack) => [
  stack,
  identitiesOf(read(join(GOLDEN, `${stack}.json`)) as Resource[]),
]);
const file = join(GOLDEN, 'releases', `${version}.json`);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(stacks), null, 2)}\n`);
console.log(`Wrote ${file}`);
