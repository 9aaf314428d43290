import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '../../configs/services/index.ts';
import { parseSettings } from '../../configs/index.ts';
import { ROOT, stackFilePath } from '../../cli/stack/project.ts';
import { stackFileText } from '../../cli/stack/stack-file.ts';
import { docker, lines, missingForDocker } from './docker.ts';
import { toolPath } from './tools.ts';

/** Output of a command on both streams, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly printed: string;
}

/** A stack on the real Docker engine, deployed by the real commands, with its own state and stack file. */
export class DockerStack {
  readonly name: string;
  /** Prefix of everything on Docker. */
  readonly prefix: string;
  readonly stackFile: string;
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(name: string) {
    this.name = name;
    this.prefix = `lm-${name}`;
    this.stackFile = stackFilePath(name);
    this.folder = mkdtempSync(join(tmpdir(), `llm-monitoring-${name}-`));
    this.#env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${this.folder}`,
      PULUMI_CONFIG_PASSPHRASE: 'live',
    };
  }

  /** Reason why it cannot be deployed here, or `undefined`; `more` are additional programs that a test needs. */
  static missing(settings: Record<string, unknown>, ...more: readonly string[]): string | undefined {
    const tools = ['pulumi', 'pulumi-resource-docker', 'pulumi-resource-grafana', ...more].filter(
      (tool) => !toolPath(tool),
    );
    if (tools.length > 0) return `not on PATH: ${tools.join(', ')}`;
    return missingForDocker([...new Set(services(parseSettings(settings)).map(({ image }) => image))]);
  }

  /** Writes the stack file; additions by Pulumi are overwritten. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    writeFileSync(this.stackFile, stackFileText({ name: this.prefix, ...settings }));
  }

  /** Runs a script like `npm run`; a failure is returned, not thrown. */
  script(path: string, ...args: readonly string[]): Promise<Ran> {
    const child = spawn(process.execPath, [join(ROOT, path), ...args], {
      cwd: ROOT,
      env: this.#env,
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

  /** Names or ids of the stack's objects, as printed by a list command of the docker CLI. */
  list(...args: readonly string[]): string[] {
    return lines(docker(...args, '--filter', `label=llm-monitoring.stack=${this.prefix}`));
  }

  /** Deletes everything, including data. */
  async remove(): Promise<void> {
    try {
      await this.run('down', '--purge');
    } finally {
      rmSync(this.stackFile, { force: true });
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}
