import { alertRules, textOf } from '../../configs/rules/index.ts';
import { eventually, sleep } from '../common/waiting.ts';
import { docker } from '../logs/docker.ts';
import { inspect } from './containers.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';
import { KEEPER_MOUNT } from './small-volumes.ts';
import { whileSpeaking } from './speaker.ts';

/** How long a volume stays full, in milliseconds: longer than ten scrapes, and than a health check's patience. */
const FULL = 60_000;
/** How often the filling is topped up, as servers give space back, in milliseconds. */
const TOP_UP = 2_000;
/** Alerts of which one has to see it. */
const ALERTS = ['StorageFailing', 'StorageFailingLogged'];
/** Dashboard that a person made before the disk was full. */
const DASHBOARD = { uid: 'before-the-disk-was-full', title: 'Before the disk was full', panels: [] };

/** No byte left on the volume of one server, which nobody sees but the server itself; then there is room again. */
export function fullDisk(service: string): Fault {
  return {
    name: `disk:${service}`,
    expected:
      'an alert says it; goes on once there is room, also after a restart, nothing stored is lost, 0 changes for up',
    run: async (lab) => {
      const { result, lines } = await whileSpeaking(lab, () => filled(lab, service));
      await lab.unchanged();
      return `${result}; ${lines}; 0 changes`;
    },
  };
}

async function filled(lab: FaultLab, service: string): Promise<string> {
  const container = lab.container(service);
  const before = Math.floor(Date.now() / 1000 - 10);
  await lab.grafana.call('POST', '/api/dashboards/db', { dashboard: DASHBOARD, overwrite: true });
  const lines = await linesUntil(lab, before);
  const restarts = Number(await inspect(container, '{{.RestartCount}}'));
  const seen = alertOf(lab, service);
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
  // What was written while it was full is read now.
  await docker('restart', '--time', '30', container);
  await lab.well();
  await kept(lab, before, lines);
  const alert = await seen;
  if (alert instanceof Error) throw alert;
  return `${alert}; restarted ${restarted} times; well ${seconds.toFixed(0)} s after there was room`;
}

async function keepFull(lab: FaultLab, service: string): Promise<void> {
  const end = Date.now() + FULL;
  while (Date.now() < end) {
    // Ends with an error when nothing more goes in, which is what is wanted.
    await lab.smallVolumes.inKeeper(
      `cat /dev/zero >> ${KEEPER_MOUNT}/${service}/.filling 2> /dev/null || true`,
    );
    await sleep(TOP_UP);
  }
}

async function empty(lab: FaultLab, service: string): Promise<void> {
  await lab.smallVolumes.inKeeper(`rm -f ${KEEPER_MOUNT}/${service}/.filling`);
}

/** The first alert that names the server, looked for until two minutes after there is room again; an error where none does. */
function alertOf(lab: FaultLab, service: string): Promise<string | Error> {
  const start = performance.now();
  const rules = alertRules(lab.settings)
    .flatMap((group) => group.rules)
    .filter(({ name }) => ALERTS.includes(name));
  return eventually(FULL / 1000 + 120, async () => {
    for (const { name, source, query, bound } of rules) {
      const series = await lab[source].query(textOf(query)).catch(() => []);
      const hit = series.some(
        ({ metric, value }) =>
          [metric['job'], metric['service_name']].includes(service) && Number(value[1]) > (bound?.value ?? 0),
      );
      if (hit) return `${name} sees it after ${((performance.now() - start) / 1000).toFixed(0)} s`;
    }
    throw new Error(`none of ${ALERTS.join(', ')} sees it`);
    // It is waited for later, and may have failed by then.
  }).catch((error: unknown) => error as Error);
}

/** Lines in Loki of the five minutes before a moment. */
const linesUntil = (lab: FaultLab, time: number) =>
  lab.loki.count(`sum(count_over_time({stack="${lab.name}"}[5m]))`, time);

async function kept(lab: FaultLab, before: number, lines: number): Promise<void> {
  await lab.keeps(before);
  await lab.grafana.call('GET', `/api/dashboards/uid/${DASHBOARD.uid}`);
  const found = await linesUntil(lab, before);
  if (lines === 0 || found < lines) throw new Error(`of ${lines} lines of before ${found} are there`);
}
