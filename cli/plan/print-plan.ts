import { readFileSync } from 'node:fs';
import { encryptionOf, handedOver } from '../../configs/index.ts';
import { requireStackFile } from '../stack/project.ts';
import { planText } from './plan-text.ts';
import { recordProgram } from './record-program.ts';

/** `npm run preview -- --offline`: prints everything that a first `up` of the stack creates, from the program alone. */
export async function printPlan(stack: string): Promise<void> {
  const text = readFileSync(requireStackFile(stack), 'utf8');
  const resources = await recordProgram(handedOver(text), stack);
  console.log(
    `Stack ${stack}: resources that the first up creates. No server was contacted and no state was read.\n`,
  );
  console.log(planText(resources));
  if (encryptionOf(text).encrypted)
    console.log(
      '\nEncrypted values in the stack file were not decrypted, so hashes of content that contains them will differ.',
    );
}
