/** `npm run render -- --stack NAME --out DIR`: writes the stack as files, without engine, CLI, Docker or network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../configs/bundle/index.ts';
import { ROUTING_FILE } from '../configs/bundle/provisioned-routing.ts';
import { SECRET_PLACEHOLDER } from '../configs/index.ts';
import { settingsOf, warnOfPlainSecrets } from './stack/project.ts';
import { reportErrors } from './stack/report-errors.ts';
import { UserError } from './stack/user-error.ts';

const USAGE = 'Usage: npm run render -- [--stack NAME] --out DIR';

interface RenderLine {
  readonly stack: string;
  readonly out: string;
}

async function main({ stack, out }: RenderLine): Promise<void> {
  const settings = settingsOf(stack);
  const files = bundle(settings);
  for (const { path, text } of files) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${files.length} files in ${out}`);
  const incomplete = files.filter(({ text }) => text.includes(SECRET_PLACEHOLDER)).map(({ path }) => path);
  if (incomplete.length > 0)
    console.log(`Replace ${SECRET_PLACEHOLDER} with secrets in: ${incomplete.join(', ')}`);
  if (files.some(({ path }) => path === ROUTING_FILE) && settings.alerts.contactPoints.length > 0)
    console.log(`Contact points are not rendered, so nobody is notified: add them to ${ROUTING_FILE}`);
  warnOfPlainSecrets(stack, settings);
}

function parseRenderLine(args: readonly string[]): RenderLine {
  const options = { stack: { type: 'string', default: 'dev' }, out: { type: 'string' } } as const;
  try {
    const { stack, out } = parseArgs({ args: [...args], options }).values;
    if (!out) throw new Error('--out DIR is missing');
    return { stack, out: resolve(out) };
  } catch (error) {
    throw new UserError((error as Error).message, USAGE);
  }
}

await reportErrors(() => main(parseRenderLine(process.argv.slice(2))));
