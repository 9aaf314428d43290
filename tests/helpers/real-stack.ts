import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, stackFilePath } from '../../cli/stack/project.ts';
import { stackFileText } from '../../cli/stack/stack-file.ts';

/** Output of a command on both streams, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly printed: string;
}

/** A stack deployed by the real commands, with its own state and stack file. */
export class RealStack {
  readonly name: string;
  /** Name of the stack in its settings, and prefix of everything that it creates. */
  readonly prefix: string;
  readonly stackFile: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(name: string, env: NodeJS.ProcessEnv = {}) {
    this.name = name;
    this.prefix = `lm-${name}`;
    this.stackFile = stackFilePath(name);
    this.folder = mkdtempSync(join(tmpdir(), `llm-monitoring-${name}-`));
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${this.folder}`,
      PULUMI_CONFIG_PASSPHRASE: 'live',
      ...env,
    };
  }

  /** Writes the stack file; additions by Pulumi are overwritten. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    writeFileSync(this.stackFile, stackFileText({ name: this.prefix, ...settings }));
  }

  /** Runs a script like `npm run`; a failure is returned, not thrown. */
  script(path: string, ...args: readonly string[]): Promise<Ran> {
    const child = spawn(process.execPath, [join(ROOT, path), ...args], {
      cwd: ROOT,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ code: code ?? -1, printed: Buffer.concat(parts).toString('utf8') }),
      );
    });
  }

  /** `npm run COMMAND -- --stack NAME ARGUMENTS`; throws with its output on failure. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const { code, printed } = await this.script('cli/stack.ts', command, '--stack', this.name, ...args);
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${printed}`);
    return printed;
  }

  /** All files of the state: current, backups and history. */
  stateFiles(): { path: string; text: string }[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  }

  /** Deletes the stack file and the state. */
  forget(): void {
    rmSync(this.stackFile, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
