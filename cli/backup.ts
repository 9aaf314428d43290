/** `npm run backup -- --stack NAME --out DIR`: archives the data of a Docker stack, its state and its stack file. */
import {
  copyFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../configs/index.ts';
import { fingerprint, PRIVATE } from './backup/archive.ts';
import { type BackupLine, parseBackupLine } from './backup/command-line.ts';
import { interruptible } from './backup/interruption.ts';
import { type Archive, type Manifest, writeManifest } from './backup/manifest.ts';
import { runningOf, whileStopped } from './backup/pause.ts';
import { type StatefulService, statefulServices } from './backup/stateful.ts';
import { Volume } from './backup/volume.ts';
import { pulumiCommand } from './stack/cli.ts';
import { DockerCli } from './stack/docker-cli.ts';
import { openStack } from './stack/open-stack.ts';
import { localProject, type LocalProject, ROOT, settingsOf } from './stack/project.ts';
import { reportErrors } from './stack/report-errors.ts';
import { UserError } from './stack/user-error.ts';

async function main({ stack, folder }: BackupLine): Promise<void> {
  const settings = settingsOf(stack);
  const project = localProject(stack, process.env);
  const wanted = statefulServices(settings);
  const docker = new DockerCli(settings);
  await docker.check();
  await checkVolumes(docker, settings, wanted);
  prepare(folder);

  const made = new Date().toISOString();
  const archives = await interruptible(async (signal) => {
    const done: Archive[] = [];
    for (const service of wanted) {
      signal.throwIfAborted();
      done.push(await backUp(service, { docker, settings, folder, signal }));
    }
    return done;
  });
  const files = await writeState(stack, project, folder);
  const { version: program } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  writeManifest(folder, { program, stack, name: settings.name, made, archives, files });
  console.log(`Backed up to ${folder}. It contains secrets: protect it like the stack itself.`);
}

async function checkVolumes(
  docker: DockerCli,
  settings: Settings,
  wanted: readonly StatefulService[],
): Promise<void> {
  const { signal } = new AbortController();
  for (const { volumeName } of wanted) {
    const volume = new Volume({ docker, name: volumeName, stackName: settings.name, signal });
    if (await volume.exists()) continue;
    throw new UserError(`The volume ${volumeName} does not exist`, 'Deploy the stack first: npm run up');
  }
}

function prepare(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(
      `${folder} is not empty`,
      'Choose a new folder with --out; each backup needs its own.',
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

interface Context {
  readonly docker: DockerCli;
  readonly settings: Settings;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Copies the data of one server while only that server is stopped, so that its memory is flushed and its files are consistent. */
async function backUp(
  service: StatefulService,
  { docker, settings, folder, signal }: Context,
): Promise<Archive> {
  const { name, container, image, volume, volumeName } = service;
  const file = `${volume}.tar.gz`;
  const path = join(folder, file);
  const copied = new Volume({ docker, name: volumeName, stackName: settings.name, signal });
  const running = await runningOf(docker, [container]);
  const start = performance.now();
  await whileStopped(docker, running, () => copied.backUp(image, path));
  const stoppedSeconds = running.length > 0 ? Math.round((performance.now() - start) / 100) / 10 : 0;
  const print = await fingerprint(path);
  console.log(`${name.padEnd(11)} ${(print.bytes / 1e6).toFixed(1)} MB, stopped for ${stoppedSeconds} s`);
  return { service: name, image, volume, stoppedSeconds, file, ...print };
}

/** Secrets in the state stay encrypted; the stack file contains the salt of the passphrase. */
async function writeState(
  stackName: string,
  project: LocalProject,
  folder: string,
): Promise<Manifest['files']> {
  const stack = await openStack(stackName, project, await pulumiCommand());
  const stackFile = `Pulumi.${stackName}.yaml`;
  const state = `${JSON.stringify(await stack.exportStack(), null, 2)}\n`;
  writeFileSync(join(folder, 'state.json'), state, { flag: 'wx', mode: PRIVATE });
  copyFileSync(join(project.workDir, stackFile), join(folder, stackFile));
  chmodSync(join(folder, stackFile), PRIVATE);
  return Promise.all(
    ['state.json', stackFile].map(async (file) => ({ file, ...(await fingerprint(join(folder, file))) })),
  );
}

await reportErrors(() => main(parseBackupLine(process.argv.slice(2))));
