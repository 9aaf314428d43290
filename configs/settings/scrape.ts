import * as z from 'zod';
import { count, diskSize, field } from './fields.ts';

const limit = (what: string, value: number) =>
  field(count.min(1), {
    description: `${what} A scrape that has more fails as a whole, and a rule says so.`,
    expected: 'a whole number above 0',
    example: value,
  }).default(value);

/**
 * What is kept of a scrape, and how much a target may send. The limits lie far above what a server exposes that is well
 * (one engine of vLLM 0.32 has 442 series), and far below what would take the store down.
 */
export const scrapeSchema = z.strictObject({
  series: field(z.enum(['full', 'lean']), {
    description:
      'Which series of vLLM are kept: full drops only what no known dashboard reads, lean keeps what the dashboards and rules here read.',
    expected: 'full or lean',
    example: 'full',
  }).default('full'),
  sampleLimit: limit('Most samples of one scrape.', 50_000),
  labelLimit: limit('Most labels of one sample.', 64),
  labelNameLengthLimit: limit('Longest name of a label, in characters.', 256),
  labelValueLengthLimit: limit('Longest value of a label, in characters.', 4096),
  bodySizeLimit: field(diskSize, {
    description: 'Largest body of one scrape. A larger one fails, and a rule says so.',
    expected: 'a size such as "512MB" or "50GB"',
    example: '64MB',
  }).default('64MB'),
});
