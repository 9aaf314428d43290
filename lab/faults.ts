/** Injects faults into a dev stack and reports which ones it survives: `npm run test:faults`. */
import { services } from '../configs/services/index.ts';
import { parseSettings } from '../configs/index.ts';
import { choose, parseChoice, USAGE } from './faults/choice.ts';
import { allFaults } from './faults/faults.ts';
import type { Fault, Outcome } from './faults/fault.ts';
import { FaultLab } from './faults/lab.ts';
import { table } from './faults/table.ts';
import { dockerHas } from './common/docker.ts';

async function main(): Promise<void> {
  const choice = parseChoice(process.argv.slice(2));
  if (choice.help) return console.log(USAGE);
  const faults = choose(
    allFaults(services(parseSettings({ demo: true, traces: { enabled: true } })), choice),
    choice.only,
  );
  if (choice.list) return console.log(faults.map(({ name }) => name).join('\n'));
  const size = faults.every(({ name }) => name.startsWith('up:')) ? 'servers' : 'all';
  const lab = await FaultLab.create(`lm-faults-${process.pid}`, size);
  try {
    const images = [...new Set(lab.services.map(({ image }) => image))];
    if (!(await dockerHas(images)))
      throw new Error(`missing Docker images, at least one of ${images.join(', ')}`);
    await run(lab, faults);
  } finally {
    lab.close();
  }
}

async function run(lab: FaultLab, faults: readonly Fault[]): Promise<void> {
  const outcomes: Outcome[] = [];
  const fullDisks = faults.some(({ name }) => name.startsWith('disk:'));
  try {
    if (fullDisks) await lab.smallVolumes.make();
    await lab.stack('up');
    await lab.well();
    for (const fault of faults) {
      const outcome = await tried(lab, fault);
      outcomes.push(outcome);
      const { survived, happened, seconds } = outcome;
      console.log(
        `${survived ? 'survived' : 'NOT     '} ${fault.name} (${seconds.toFixed(0)} s): ${happened}`,
      );
    }
  } finally {
    lab.configure({});
    if (fullDisks) {
      await lab.stack('down');
      await lab.smallVolumes.remove();
    }
    await lab.stack('down', '--purge');
  }
  console.log(`\n${table(outcomes)}`);
  if (outcomes.some(({ survived }) => !survived)) process.exitCode = 1;
}

async function tried(lab: FaultLab, fault: Fault): Promise<Outcome> {
  const start = performance.now();
  const [survived, happened] = await fault.run(lab).then(
    (text) => [true, text] as const,
    (error: unknown) => [false, error instanceof Error ? error.message : String(error)] as const,
  );
  const seconds = (performance.now() - start) / 1000;
  return { fault: fault.name, expected: fault.expected, happened, seconds, survived };
}

try {
  await main();
} catch (error) {
  console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
