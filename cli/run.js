/**
 * Entry point of every npm script: `node cli/run.js PATH ...` runs `PATH.ts`. It is plain JavaScript, so that a Node.js without
 * TypeScript support prints a fix instead of ERR_UNKNOWN_FILE_EXTENSION.
 */
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const advice = advise();
if (advice === undefined) {
  const [path] = process.argv.splice(2, 1);
  // A third of a command's CPU time is compiling.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
  try {
    await import(`../${path}.ts`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('Cannot find package')) throw error;
    const [, missing] = /'([^']+)'/.exec(error.message);
    fail(`The npm package ${missing} is not installed`, 'Run `npm ci`.');
  }
} else {
  fail(`Node.js ${process.version} cannot run this project, which needs Node.js 22.18 or later`, advice);
}

/** The fix for the running Node.js; `undefined` if it runs TypeScript (Node.js docs, `typescript.md`). */
function advise() {
  if (process.features.typescript) return undefined;
  return process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
    ? 'Run `npm ci`, without --omit: it installs a suitable Node.js into node_modules, which the npm scripts use.'
    : 'Install it from https://nodejs.org and run the command again.';
}

function fail(message, advice) {
  process.stderr.write(`\nError: ${message}\n${advice}\n`);
  process.exitCode = 1;
}
