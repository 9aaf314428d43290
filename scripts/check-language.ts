/**
 * `npm run check:language`: words that this project does not use, in everything a person reads: pages, comments, names and
 * texts in the code. Each has a term of the field in its place, so that a reader can search the web for it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Word {
  readonly pattern: RegExp;
  readonly use: string;
}

const word = (source: string, use: string): Word => ({ pattern: new RegExp(source, 'giu'), use });

const WORDS: readonly Word[] = [
  word('(?<!chess|key|clip|on|side|white)\\bboards?\\b', 'dashboard'),
  word('\\bputs? (?:it|them|the [a-z ]*stack|a stack) up\\b|\\bputting up\\b', 'deploy'),
  word('\\btak(?:e|es|ing) (?:it |them |the [a-z ]*stack )?(?:down|away)\\b', 'destroy, tear down, remove'),
  word("\\bsome(?:body|one) else's\\b", 'external'),
  word('\\b(?:does|do|did) not answer\\b|\\bcannot be asked\\b', 'is unreachable, is down'),
  word('\\bwho (?:hears|is told)\\b|\\bhears? of\\b', 'receives, is notified of'),
  word('\\bwho shows a certificate\\b', 'client certificate'),
  word('\\bhead-rooms?\\b', 'headroom'),
  word('\\blook-ups?\\b', 'lookup'),
  word('\\b(?:un)?mend(?:s|ed|ing)?\\b', 'fix'),
  word('\\banew\\b', 'again'),
  word('\\bgoes on\\b|\\bgo on\\b|\\bwent on\\b', 'continues'),
  word('\\bcannot be had\\b|\\bcan be had\\b', 'is not available'),
  word('\\bbusiest to mean\\b', 'load imbalance (max/mean)'),
  word('\\bthrown out\\b', 'preempted'),
  word('\\blog-ins?\\b', 'login'),
  word('\\bout of reach\\b', 'unreachable'),
  word(
    '\\bone line an? \\p{L}+\\b|\\ba (?:line|row) an? (?:model|instance|target|server|engine)\\b',
    'one row per …',
  ),
  word('\\bnobody\\b|\\bsomebody\\b', 'no one, someone, a user'),
  word('\\bback ends?\\b', 'backend'),
  word('\\bset-ups?\\b', 'setup'),
  word('\\btime-outs?\\b', 'timeout'),
  word('\\broll-outs?\\b', 'rollout'),
];

/** Texts that are not ours: what servers print, what others published, and the table above. */
const EXCLUDED = [
  'tests/fixtures',
  'tests/golden',
  'LICENSE',
  'package-lock.json',
  'scripts/check-language.ts',
];

const files = execFileSync(
  'git',
  ['ls-files', '*.ts', '*.md', '*.yaml', '*.yml', '*.json', ...EXCLUDED.map((path) => `:!${path}`)],
  {
    encoding: 'utf8',
  },
)
  .trim()
  .split('\n');

const found = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      WORDS.flatMap(({ pattern, use }) =>
        [...line.matchAll(pattern)].map(([text]) => `${file}:${index + 1}: "${text}", use: ${use}`),
      ),
    ),
);

if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(`\n${found.length} words to replace. The list of words is in scripts/check-language.ts.`);
  process.exitCode = 1;
}
