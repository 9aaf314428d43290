/** `npm run build`: compiles the library into `dist/`, for import by other programs. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = dirname(import.meta.dirname);
/** Runs in a container as TypeScript, so it is copied as content instead of compiled. */
const DRIVER = 'configs/demo/driver';

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status === 0) cpSync(join(ROOT, DRIVER), join(ROOT, 'dist', DRIVER), { recursive: true });
process.exitCode = status ?? 1;
