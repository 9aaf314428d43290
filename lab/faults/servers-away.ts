import { sleep } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';
import { withTraces } from './sender.ts';
import { whileSpeaking } from './speaker.ts';

/** Stops one of the servers for a while, as in a reboot or an upgrade, and starts it again. */
export function serversAway(seconds: number): Fault[] {
  return (['prometheus', 'loki', 'grafana', 'tempo'] as const).map((server) => ({
    name: `away:${server}`,
    expected:
      'the other servers continue and report it as down; all healthy and without data loss afterwards',
    run: async (lab) => {
      const stopped = () => away(lab, server, seconds);
      if (server === 'loki') {
        const { result, lines } = await whileSpeaking(lab, stopped);
        return `${result}; ${lines}`;
      }
      return withTraces(lab, server, 'none', stopped);
    },
  }));
}

async function away(lab: FaultLab, server: string, seconds: number): Promise<string> {
  const before = Date.now() / 1000 - 10;
  let seen: string;
  await docker('stop', lab.container(server));
  try {
    await sleep(seconds * 1000);
    seen = await goneFor(lab, server);
  } finally {
    await docker('start', lab.container(server));
  }
  await lab.well();
  await lab.keeps(before);
  return seen;
}

async function goneFor(lab: FaultLab, server: string): Promise<string> {
  if (server !== 'prometheus') {
    const [down] = await lab.prometheus.query(`up{job="${server}"} == 0`);
    if (!down) throw new Error('Prometheus does not report it as down');
    return 'up = 0';
  }
  const seen = await lab.withoutPrometheus();
  await lab.loki.ready();
  return seen;
}
