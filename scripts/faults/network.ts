import { sleep } from '../common/waiting.ts';
import { docker } from '../logs/docker.ts';
import { undisturbed } from './containers.ts';
import type { Fault } from './fault.ts';

/** How long a container is cut off, in milliseconds: longer than three scrapes. */
const CUT_OFF = 30_000;
const SERVICES = ['prometheus', 'loki', 'grafana', 'alloy'] as const;

/** A container without the stack's network, and so without its DNS and under no name, and back at another address. */
export const cutOff: readonly Fault[] = SERVICES.map((service) => ({
  name: `network:${service}`,
  expected: 'found again by its name once it is back, not restarted, nothing lost, 0 changes for up',
  run: async (lab) => {
    await undisturbed(lab, service, async (container) => {
      await docker('network', 'disconnect', lab.network, container);
      try {
        await sleep(CUT_OFF);
      } finally {
        await docker('network', 'connect', '--alias', service, lab.network, container);
      }
    });
    await lab.unchanged();
    return 'found again; 0 changes';
  },
}));
