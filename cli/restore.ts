/** `npm run restore -- --stack NAME --from DIR [--force]`: replaces the data of a stack with those of a backup. */
import { join } from 'node:path';
import { parseRestoreLine, type RestoreLine } from './backup/command-line.ts';
import { matchArchives } from './backup/compatibility.ts';
import { interruptible } from './backup/interruption.ts';
import { readManifest, verifyFiles } from './backup/manifest.ts';
import { requirePresent, runningOf, whileStopped } from './backup/pause.ts';
import { statefulServices } from './backup/stateful.ts';
import { Volume } from './backup/volume.ts';
import { readGrafana } from './stack/adopt-grafana.ts';
import { pulumiCommand } from './stack/cli.ts';
import { DockerCli } from './stack/docker-cli.ts';
import { openStack } from './stack/open-stack.ts';
import { localProject, settingsOf } from './stack/project.ts';
import { reportErrors } from './stack/report-errors.ts';
import { UserError } from './stack/user-error.ts';

async function main({ stack, folder, force }: RestoreLine): Promise<void> {
  const settings = settingsOf(stack);
  const project = localProject(stack, process.env);
  const wanted = statefulServices(settings);
  const manifest = readManifest(folder);
  const matches = matchArchives(manifest.archives, wanted);
  await verifyFiles(folder, manifest);

  const docker = new DockerCli(settings);
  await docker.check();
  const containers = matches.map(({ service }) => service.container);
  await requirePresent(docker, containers, { stack, folder });
  const running = await runningOf(docker, containers);
  if (running.length > 0 && !force) {
    throw new UserError(
      `The stack is running (${running.join(', ')}), and a restore replaces its data`,
      'Add --force to stop its servers for a few seconds and replace their data.',
    );
  }

  // Grafana's image has a shell, because its entry point needs one.
  const shellImage = settings.images.grafana;
  await interruptible(async (signal) => {
    const volumes = matches.map(({ archive, service }) => ({
      volume: new Volume({ docker, name: service.volumeName, stackName: settings.name, signal }),
      file: join(folder, archive.file),
    }));
    try {
      for (const { volume, file } of volumes) await volume.stage(shellImage, file);
      signal.throwIfAborted();
    } catch (error) {
      for (const { volume } of volumes) await volume.unstage(shellImage);
      throw error;
    }
    await whileStopped(docker, running, async () => {
      for (const { volume, file } of volumes) await volume.swap(shellImage, file);
    });
  });
  console.log(`Restored ${matches.map(({ service }) => service.name).join(', ')} as of ${manifest.made}.`);
  if (running.length < containers.length) {
    const still = containers.filter((container) => !running.includes(container)).join(' ');
    console.log(
      `Containers that were stopped before stay stopped. Start them: docker start ${still}; then: npm run pulumi -- refresh --stack ${stack}`,
    );
  } else {
    // Grafana has its earlier content; without a refresh, `up` would assume the content that it deployed last.
    await readGrafana(await openStack(stack, project, await pulumiCommand()));
  }
  console.log('Run npm run up to update dashboards, rules and data sources to the current stack file.');
}

await reportErrors(() => main(parseRestoreLine(process.argv.slice(2))));
