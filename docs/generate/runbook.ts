import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertsPage, runbookText } from '../../configs/rules/index.ts';
import { everyRule } from './every-rule.ts';

/** Writes `docs/runbook.md` and `docs/alerts.md` from the rules; a test fails where one is not up to date. */
const docs = join(import.meta.dirname, '..');
writeFileSync(join(docs, 'runbook.md'), runbookText(everyRule()));
writeFileSync(join(docs, 'alerts.md'), alertsPage(everyRule()));
