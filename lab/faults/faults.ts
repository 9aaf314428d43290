import type { Service } from '../../configs/services/index.ts';
import type { Choice } from './choice.ts';
import { frozen, killed } from './containers.ts';
import { type Fault, type Kind, KINDS } from './fault.ts';
import { fullDisk } from './full-disk.ts';
import { interruptedUps } from './interrupted-up.ts';
import { cutOff } from './network.ts';
import { serversAway } from './servers-away.ts';
import { badTargets } from './targets.ts';

/** Every fault, by kind. */
export function allFaults(services: readonly Service[], choice: Choice): Fault[] {
  const faults = [
    ...services.map(({ name }) => killed(name)),
    ...services.map(({ name }) => frozen(name)),
    ...badTargets,
    ...interruptedUps(choice.kills, choice.seed),
    ...serversAway(choice.away),
    ...cutOff,
    ...services.filter(({ data }) => data).map(({ name }) => fullDisk(name)),
  ];
  const kindOf = ({ name }: Fault) => KINDS.indexOf(name.split(':')[0] as Kind);
  return faults.sort((a, b) => kindOf(a) - kindOf(b));
}
