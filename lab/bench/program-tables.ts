import type { ContainerMemory } from '../common/container-memory.ts';
import { table } from './table.ts';

/** Of one process. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** Durations in seconds of a dev stack whose images are present, and the memory of its containers. */
export interface StackFigures {
  /** First `up`, until all containers are healthy. */
  readonly up: number;
  /** From the start of the first `up` to the first value in a panel. */
  readonly firstValue: number;
  /** An `up` that changes nothing. */
  readonly secondUp: number;
  readonly preview: number;
  readonly memory: readonly ContainerMemory[];
}

export interface ProgramFigures {
  readonly rounds: number;
  readonly floor: Cost;
  readonly program: Cost;
  readonly ratio: number;
  readonly stack?: StackFigures;
}

/** Section of the page on the program. */
export function programTables({ rounds, floor, program, ratio, stack }: ProgramFigures): string[] {
  const row = (name: string, { cpuSeconds, rssMiB }: Cost) => [
    name,
    cpuSeconds.toFixed(2),
    rssMiB.toFixed(0),
  ];
  return [
    'The whole program for the dev stack up to its last resource with a warm compile cache, as in `npm run up`, compared with a Pulumi program',
    `without resources; median of ${rounds} pairs. The goal is 1.0 CPU s.`,
    '',
    ...table(['', 'CPU s', 'MiB'], [row('SDK alone', floor), row('Program', program)]),
    '',
    `Ratio ${ratio.toFixed(2)}.`,
    ...(stack === undefined ? [] : ['', ...stackTables(stack)]),
  ];
}

/** Containers that a stack of one's own need not have. */
const OPTIONAL = /-(demo-.*|tempo)$/;

function stackTables({ up, firstValue, secondUp, preview, memory }: StackFigures): string[] {
  const total = (containers: readonly ContainerMemory[]) =>
    containers.reduce((sum, { usedMiB }) => sum + usedMiB, 0).toFixed(0);
  const needed = memory.filter(({ container }) => !OPTIONAL.test(container));
  return [
    'The dev stack with its images present:',
    '',
    ...table(
      ['Step', 'Seconds', 'Goal'],
      [
        ['`npm run up`, all containers healthy', up.toFixed(1), '25'],
        ['From its start to the first value in a panel', firstValue.toFixed(1), '60'],
        ['`npm run up` again, nothing to change', secondUp.toFixed(1), '6'],
        ['`npm run preview`', preview.toFixed(1), '4'],
      ],
    ),
    '',
    'An `up` that changes nothing spends about 12 CPU s: 4 in the engine of Pulumi, 3 in its plugins, and 5 in the two Node.js processes of',
    'command and program, which load its SDK and exchange every resource with the engine.',
    '',
    'Memory of its containers five minutes later. The goal is 350 MiB without what is optional:',
    '',
    ...table(
      ['Container', 'MiB', 'Limit'],
      [
        ...memory.map(({ container, usedMiB, limitMiB }) => [
          container,
          usedMiB.toFixed(0),
          limitMiB.toFixed(0),
        ]),
        ['All', total(memory), ''],
        ['Without demo and traces', total(needed), ''],
      ],
    ),
  ];
}
