import { HEALTH } from '../../cli/stack/container-health.ts';
import { eventually, sleep } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';
import { withTraces } from './sender.ts';

/**
 * Duration in milliseconds for which a container stays frozen: longer than three scrapes, and than the health check timeout.
 */
const FROZEN = 30_000;

/** SIGKILL from the host, as by the OOM killer: after `docker kill`, the restart policy does not apply. */
export function killed(service: string): Fault {
  return {
    name: `kill:${service}`,
    expected: 'restarted automatically, earlier samples and dashboards are kept',
    // Tempo has the last seconds of spans in memory alone.
    run: (lab) => withTraces(lab, service, 'in memory', () => kill(lab, service)),
  };
}

async function kill(lab: FaultLab, service: string): Promise<string> {
  const before = Date.now() / 1000 - 10;
  const container = lab.container(service);
  const restarts = await inspect(container, '{{.RestartCount}}');
  const start = performance.now();
  await killProcess(lab, await inspect(container, '{{.State.Pid}}'));
  await eventually(120, async () => {
    const state = await inspect(container, `{{.RestartCount}} ${HEALTH}`);
    if (state !== `${Number(restarts) + 1} healthy`) throw new Error(`${container} is at ${state}`);
  });
  const seconds = (performance.now() - start) / 1000;
  await lab.well();
  await lab.keeps(before);
  return `healthy after ${seconds.toFixed(0)} s`;
}

/** Through a helper in the host's PID namespace, which also works if Docker runs in a virtual machine. */
async function killProcess(lab: FaultLab, pid: string): Promise<void> {
  await docker(
    ...['run', '--rm', '--pid', 'host', '--network', 'none', '--user', '0'],
    ...['--entrypoint', 'kill', lab.settings.images.node, '-9', pid],
  );
}

/** The cgroup freezer: the process neither runs nor exits, and its connections hang. */
export function frozen(service: string): Fault {
  return {
    name: `freeze:${service}`,
    expected: 'reported as down if it is scraped; continues afterwards without a restart or data loss',
    run: (lab) =>
      withTraces(lab, service, 'none', () =>
        undisturbed(lab, service, async (container) => {
          // The engine occasionally fails to freeze a busy process (opencontainers/runc), and then leaves it running.
          await eventually(30, () => docker('pause', container));
          try {
            await sleep(FROZEN);
            return await seenBy(lab, service);
          } finally {
            await docker('unpause', container);
          }
        }),
      ),
  };
}

/** Applies an action to a container that must neither restart it nor lose data, and waits until the stack is healthy again. */
export async function undisturbed<T>(
  lab: FaultLab,
  service: string,
  work: (container: string) => Promise<T>,
): Promise<T> {
  const before = Date.now() / 1000 - 10;
  const container = lab.container(service);
  const restarts = await inspect(container, '{{.RestartCount}}');
  const result = await work(container);
  await lab.well();
  await lab.keeps(before);
  if ((await inspect(container, '{{.RestartCount}}')) !== restarts) throw new Error('it was restarted');
  return result;
}

/** Checks how the other servers report an unreachable server. Throws if one should detect it and does not. */
async function seenBy(lab: FaultLab, service: string): Promise<string> {
  if (service === 'prometheus') return lab.withoutPrometheus();
  const down = await lab.prometheus.query(`up{instance=~"${service}:.*"} == 0`);
  const scraped = await lab.prometheus.query(`up{instance=~"${service}:.*"}`);
  if (scraped.length > 0 && down.length === 0) throw new Error('still up in Prometheus');
  return scraped.length === 0
    ? 'not scraped; went on'
    : `up = 0 for ${down.map(({ metric }) => metric['job']).join(', ')}`;
}

export function inspect(container: string, format: string): Promise<string> {
  return docker('inspect', '--format', format, container);
}
