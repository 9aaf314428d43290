import { sleep } from '../common/waiting.ts';
import { docker } from '../common/docker.ts';
import { undisturbed } from './containers.ts';
import type { Fault } from './fault.ts';
import type { FaultLab } from './lab.ts';
import { withTraces } from './sender.ts';
import { whileSpeaking } from './speaker.ts';

/** Duration in milliseconds for which a container is disconnected: longer than three scrapes. */
const CUT_OFF = 30_000;
const SERVICES = ['prometheus', 'loki', 'grafana', 'tempo', 'alloy'] as const;

/** Disconnects a container from the stack's network and its DNS, then reconnects it at another address. */
export const cutOff: readonly Fault[] = SERVICES.map((service) => ({
  name: `network:${service}`,
  expected: 'reachable by name again after it is reconnected, no restart, no data loss, no changes in up',
  run: async (lab) => {
    const { lines, result } = await whileSpeaking(lab, () =>
      withTraces(lab, service, 'none', () =>
        undisturbed(lab, service, (it) => cut(lab, service, it)).then(() => 'found again'),
      ),
    );
    await lab.unchanged();
    return `${result}; ${lines}; 0 changes`;
  },
}));

async function cut(lab: FaultLab, service: string, container: string): Promise<void> {
  await docker('network', 'disconnect', lab.network, container);
  try {
    await sleep(CUT_OFF);
  } finally {
    await docker('network', 'connect', '--alias', service, lab.network, container);
  }
}
