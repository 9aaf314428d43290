/** `npm run reference`: writes the configuration reference, the `config` part of `Pulumi.yaml` and the JSON schema for editors. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFiles } from './reference-files.ts';
import { ROOT } from '../../cli/stack/project.ts';

for (const [path, text] of await referenceFiles()) writeFileSync(join(ROOT, path), text);
