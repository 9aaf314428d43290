import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../configs/bundle/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { writeDashboards } from '../../examples/dashboards-as-json.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const project = mkdtempSync(join(tmpdir(), 'llm-monitoring-package-'));
const installed = join(project, 'node_modules', 'llm-monitoring');

/** Another program that uses the package as packed by npm; dependencies are those installed here. */
beforeAll(() => {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', project], { cwd: ROOT, stdio: 'pipe' });
  const tarball = readdirSync(project).find((file) => file.endsWith('.tgz'))!;
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed], { cwd: project });
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  // `@types/node` is a dependency of the program itself; everything else must be in the package's own list.
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  cpSync(join(ROOT, 'examples'), join(project, 'examples'), { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
}, 180_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('The package', () => {
  it('contains only compiled code with types', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /^(tests|scripts|docs|node_modules|\.state)/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/library.js', 'dist/library.d.ts', 'LICENSE']));
  });

  it('is sufficient to run the examples with Node', () => {
    execFileSync(process.execPath, ['examples/dashboards-as-json.ts', 'packed'], {
      cwd: project,
      stdio: 'pipe',
    });
    const names = writeDashboards(join(project, 'source'));
    expect(names).toContain('vllm-performance.json');
    for (const name of names) {
      const packed = readFileSync(join(project, 'packed', name), 'utf8');
      expect(packed, name).toBe(readFileSync(join(project, 'source', name), 'utf8'));
    }
  }, 60_000);

  it('includes the files of the demo and the port-forward process', () => {
    const program = `
      import { bundle, KubernetesBackend, parseSettings } from 'llm-monitoring';
      console.log(typeof KubernetesBackend, JSON.stringify(bundle(parseSettings({ demo: true })).map(({ path }) => path)));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: project,
      encoding: 'utf8',
    });
    const paths = bundle(parseSettings({ demo: true })).map(({ path }) => path);
    expect(paths).toContain('demo-backend/main.ts');
    expect(printed.trim()).toBe(`function ${JSON.stringify(paths)}`);
    expect(readdirSync(join(installed, 'dist', 'components', 'kubernetes'))).toContain(
      'port-forward-keeper.js',
    );
  }, 60_000);

  it('has types that the examples compile against', () => {
    const options = { module: 'nodenext', target: 'ES2024', strict: true, noEmit: true, types: ['node'] };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true }, include: ['examples'] }),
    );
    // An expected error that does not occur is an error: with types of `any` the second line would have none.
    writeFileSync(
      join(project, 'examples', 'wrong.ts'),
      [
        "import { settingsFor } from 'llm-monitoring';",
        'export const right = settingsFor({}).grafana.port;',
        '// @ts-expect-error: there is no such key.',
        'export const wrong = settingsFor({}).grafana.prot;',
        '',
      ].join('\n'),
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc], { cwd: project, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 120_000);
});
