import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../cli/stack/project.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  engines: { node: string };
  scripts: Record<string, string>;
  allowScripts: Record<string, boolean>;
};

describe('The launcher of the npm scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-monitoring-run-'));

  beforeAll(() => {
    mkdirSync(join(folder, 'cli'));
    copyFileSync(join(ROOT, 'cli/run.js'), join(folder, 'cli/run.js'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'words.ts'), 'console.log(process.argv.slice(2).join() as string);');
    writeFileSync(join(folder, 'needy.ts'), "import 'not-installed';");
    writeFileSync(join(folder, 'broken.ts'), "import './missing.ts';");
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('passes the arguments on', () => {
    expect(run('cli/run.js', 'words', 'a', '--b')).toEqual({ status: 0, stdout: 'a,--b\n', stderr: '' });
  });

  it('says what to do if Node.js does not run TypeScript', () => {
    const { status, stdout, stderr } = run('--no-strip-types', 'cli/run.js', 'words');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^\nError: Node\.js v[\d.]+ cannot run this project, which needs Node\.js [\d.]+ or later\n.+\.\n$/,
    );
  });

  it('says what to do if a package is missing', () => {
    expect(run('cli/run.js', 'needy')).toEqual({
      status: 1,
      stdout: '',
      stderr: '\nError: The npm package not-installed is not installed\nRun `npm ci`.\n',
    });
  });

  it('hides no other error', () => {
    const { status, stderr } = run('cli/run.js', 'broken');
    expect(status).toBe(1);
    expect(stderr).toContain('ERR_MODULE_NOT_FOUND');
  });
});

it('every npm script of a user goes through the launcher', () => {
  const commands = Object.values(manifest.scripts).filter(
    (command) => command.startsWith('node ') && !command.startsWith('node tests/'),
  );
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const [, path] = /^node cli\/run\.js ([\w/-]+)/.exec(command) ?? [];
    expect(existsSync(join(ROOT, `${path}.ts`)), command).toBe(true);
  }
});

it('the required Node.js is the same everywhere', () => {
  const needed = `Node.js ${manifest.engines.node.replace('>=', '')} or later`;
  expect(read('README.md')).toContain(`You need Docker and ${needed}`);
  expect(read('cli/run.js')).toContain(needed);
});

it('every package with an install script has been decided on', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(withScript)].sort());
});
