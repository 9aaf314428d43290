/**
 * Process that `npm run bench` measures: `child.ts floor` only loads Pulumi's SDK, `child.ts program` runs the whole program
 * for a stack up to its last registered resource, with an engine that responds immediately. Prints CPU seconds and the maximum
 * resident set in MiB.
 */
import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';

async function program(stack: string): Promise<void> {
  const { handedOver } = await import('../../configs/index.ts');
  const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8');
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({
        id: name,
        state: { imageId: name, uid: name, url: name, result: name, ...inputs },
      }),
      call: ({ token }) => {
        throw new Error(`Nothing answers ${token}`);
      },
    },
    'llm-monitoring',
    stack,
    false,
  );
  pulumi.runtime.setAllConfig(handedOver(text));
  await import('../../index.ts');
  await pulumi.runtime.disconnect();
}

const [kind, stack = 'dev'] = process.argv.slice(2);
if (kind === 'program') await program(stack);
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({ cpuSeconds: (user + system) / 1e6, rssMiB: process.resourceUsage().maxRSS / 1024 }),
);
