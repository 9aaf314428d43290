/** `npm run render -- --stack NAME --out DIR`: writes the stack as files, with no engine, CLI, Docker or network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../configs/bundle/index.ts';
import { SettingsError } from '../configs/settings/index.ts';
import { settingsFromStackFile } from '../configs/settings/stack-file.ts';
import { stackFilePath } from './stack/project.ts';
import { SECRET_PLACEHOLDER } from '../configs/text/secret.ts';

try {
  const { values } = parseArgs({
    options: { stack: { type: 'string', default: 'dev' }, out: { type: 'string' } },
  });
  if (!values.out) throw new Error('Usage: npm run render -- --stack NAME --out DIR');
  const out = resolve(values.out);
  const files = bundle(settingsFromStackFile(stackFilePath(values.stack)));
  for (const { path, text } of files) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${files.length} files in ${out}`);
  const incomplete = files.filter(({ text }) => text.includes(SECRET_PLACEHOLDER)).map(({ path }) => path);
  if (incomplete.length > 0)
    console.log(`Put secrets in place of ${SECRET_PLACEHOLDER} in: ${incomplete.join(', ')}`);
} catch (error) {
  console.error(error instanceof SettingsError || error instanceof Error ? `Error: ${error.message}` : error);
  process.exitCode = 1;
}
