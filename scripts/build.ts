/** `npm run build`: compiles the library into `dist/`, as other programs import it. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = dirname(import.meta.dirname);
/** Runs as TypeScript in a container, so it is copied instead of compiled. */
const DRIVER = 'configs/demo/driver';

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status === 0) cpSync(join(ROOT, DRIVER), join(ROOT, 'dist', DRIVER), { recursive: true });
process.exitCode = status ?? 1;
