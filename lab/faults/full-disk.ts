import { sleep } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import { listOf, whileWatching } from './alerts.ts';
import { inspect } from './containers.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';
import { KEEPER_MOUNT } from './small-volumes.ts';
import { withTraces } from './sender.ts';
import { whileSpeaking } from './speaker.ts';

/** Duration in milliseconds for which a volume stays full: longer than ten scrapes, and than the health check timeout. */
const FULL = 60_000;
/** Interval in milliseconds for refilling the volume, because servers free space. */
const TOP_UP = 2_000;
/** Alerts of which at least one has to fire. */
const ALERTS = ['StorageFailing', 'StorageFailingLogged'];
/** Dashboard created by a user before the disk was full. */
const DASHBOARD = { uid: 'before-the-disk-was-full', title: 'Before the disk was full', panels: [] };

/** Fills the volume of one server completely, which only that server can detect, then frees the space again. */
export function fullDisk(service: string): Fault {
  return {
    name: `disk:${service}`,
    expected:
      'an alert fires; recovers once there is space, also after a restart, no stored data is lost, no changes in up',
    run: async (lab) => {
      const { result, lines } = await whileSpeaking(lab, () =>
        withTraces(lab, service, 'in memory', () => seen(lab, service)),
      );
      await lab.unchanged();
      return `${result}; ${lines}; 0 changes`;
    },
  };
}

async function seen(lab: FaultLab, service: string): Promise<string> {
  const { result, hits } = await whileWatching(lab, [service], () => filled(lab, service));
  const fired = hits.filter(({ alert }) => ALERTS.includes(alert));
  if (fired.length === 0) throw new Error(`none of ${ALERTS.join(', ')} sees it`);
  return `${listOf(fired)}; ${result}`;
}

async function filled(lab: FaultLab, service: string): Promise<string> {
  const container = lab.container(service);
  const before = Math.floor(Date.now() / 1000 - 10);
  await lab.grafana.call('POST', '/api/dashboards/db', { dashboard: DASHBOARD, overwrite: true });
  const lines = await linesUntil(lab, before);
  const restarts = Number(await inspect(container, '{{.RestartCount}}'));
  try {
    await keepFull(lab, service);
  } finally {
    await empty(lab, service);
  }
  const start = performance.now();
  await lab.well();
  const seconds = (performance.now() - start) / 1000;
  const restarted = Number(await inspect(container, '{{.RestartCount}}')) - restarts;
  await kept(lab, before, lines);
  // Reads data written while the volume was full.
  await docker('restart', '--time', '30', container);
  await lab.well();
  await kept(lab, before, lines);
  return `restarted ${restarted} times; healthy ${seconds.toFixed(0)} s after space was freed`;
}

async function keepFull(lab: FaultLab, service: string): Promise<void> {
  const end = Date.now() + FULL;
  while (Date.now() < end) {
    // Exits with an error once the disk is full, as intended.
    await lab.smallVolumes.inKeeper(
      `cat /dev/zero >> ${KEEPER_MOUNT}/${service}/.filling 2> /dev/null || true`,
    );
    await sleep(TOP_UP);
  }
}

async function empty(lab: FaultLab, service: string): Promise<void> {
  await lab.smallVolumes.inKeeper(`rm -f ${KEEPER_MOUNT}/${service}/.filling`);
}

/** Log lines in the five minutes before a point in time. */
const linesUntil = (lab: FaultLab, time: number) =>
  lab.loki.count(`sum(count_over_time({stack="${lab.name}"}[5m]))`, time);

async function kept(lab: FaultLab, before: number, lines: number): Promise<void> {
  await lab.keeps(before);
  await lab.grafana.call('GET', `/api/dashboards/uid/${DASHBOARD.uid}`);
  const found = await linesUntil(lab, before);
  if (lines === 0 || found < lines) throw new Error(`only ${found} of ${lines} earlier lines are left`);
}
