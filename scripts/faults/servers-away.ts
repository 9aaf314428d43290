import { eventually, sleep } from '../common/waiting.ts';
import { docker } from '../logs/docker.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';

/** One of the three servers stopped for a while, as in a reboot or an update, and started again. */
export function serversAway(seconds: number): Fault[] {
  return (['prometheus', 'loki', 'grafana'] as const).map((server) => ({
    name: `away:${server}`,
    expected: 'the others go on and see it gone; everything is well and there once it is back',
    run: async (lab) => {
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
      if (server === 'loki') seen += `; ${await linesOf(lab, before, seconds)}`;
      return seen;
    },
  }));
}

async function goneFor(lab: FaultLab, server: string): Promise<string> {
  if (server !== 'prometheus') {
    const [down] = await lab.prometheus.query(`up{job="${server}"} == 0`);
    if (!down) throw new Error('Prometheus does not see it gone');
    return 'up = 0';
  }
  const seen = await lab.withoutPrometheus();
  await lab.loki.ready();
  return seen;
}

/** Lines that the load driver's servers printed while Loki was away, once the collector has sent them after all. */
async function linesOf(lab: FaultLab, from: number, seconds: number): Promise<string> {
  const middle = Math.floor(from + 10 + seconds / 2);
  const ago = () => Math.max(1, Math.floor(Date.now() / 1000 - middle));
  return eventually(90, async () => {
    const query = `sum(count_over_time({container=~"${lab.name}-demo-.*"}[${Math.floor(seconds / 2)}s] offset ${ago()}s))`;
    const count = await lab.loki.count(query);
    if (count === 0) throw new Error('no line of that time is in Loki');
    return `${count} lines of the first half of that time arrived after`;
  });
}
