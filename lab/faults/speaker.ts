import { STACK_LABEL } from '../../configs/stack/labels.ts';
import { eventually } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import type { FaultLab } from './lab.ts';

/** Five numbered lines per second. */
const SCRIPT = 'i=0; while true; do i=$((i + 1)); echo "spoken line $i"; sleep 0.2; done';
/** Time in seconds that the collector may take to send its backlog: it waits up to five minutes between two retries. */
const ARRIVED_WITHIN = 420;

let started = 0;

/**
 * Runs an action while a container of the stack prints numbered lines.
 *
 * @returns the result of the action, and the number of lines.
 * @throws if not every line is in Loki exactly once.
 */
export async function whileSpeaking<T>(
  lab: FaultLab,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly lines: string }> {
  const container = lab.container(`speaker-${++started}`);
  await docker(
    ...['run', '--detach', '--name', container, '--label', `${STACK_LABEL}=${lab.name}`, '--network', 'none'],
    ...['--entrypoint', '/bin/sh', lab.settings.images.node, '-c', SCRIPT],
  );
  try {
    // The collector discovers containers every five seconds.
    await eventually(60, async () => {
      if ((await heard(lab, container)).length === 0) throw new Error('no line of the container is in Loki');
    });
    const result = await work();
    await docker('stop', '--time', '0', container);
    const spoken = (await docker('logs', container)).split('\n').sort();
    await eventually(ARRIVED_WITHIN, async () => {
      const lines = await heard(lab, container);
      if (lines.length !== spoken.length || lines.some((line, index) => line !== spoken[index])) {
        const lost = spoken.filter((line) => !lines.includes(line));
        throw new Error(
          `${lost.length} of ${spoken.length} lines are missing in Loki, which has ${lines.length}: ${lost.slice(0, 3).join(', ')}`,
        );
      }
    });
    return { result, lines: `all ${spoken.length} lines are in Loki exactly once` };
  } finally {
    await docker('rm', '--force', container);
  }
}

const heard = async (lab: FaultLab, container: string) =>
  (await lab.loki.all(`{container="${container}"}`)).map(({ line }) => line).sort();
