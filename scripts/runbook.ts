import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookText } from '../configs/rules/index.ts';

/** Writes `docs/runbook.md` from the rules; a test fails where the file is not up to date. */
writeFileSync(join(import.meta.dirname, '../docs/runbook.md'), runbookText());
