/** `npm run reference`: writes the configuration reference and the `config` part of `Pulumi.yaml` from the schema. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFiles } from './reference-files.ts';
import { ROOT } from '../../cli/stack/project.ts';

for (const [path, text] of referenceFiles()) writeFileSync(join(ROOT, path), text);
