import * as z from 'zod';
import { count, diskSize, field } from './fields.ts';

const limit = (what: string, value: number) =>
  field(count.min(1), {
    description: `${what} A larger scrape fails completely, and an alert fires.`,
    expected: 'a whole number above 0',
    example: value,
  }).default(value);

/**
 * Metric filtering and scrape limits. The limits are far above what a healthy server exposes (one engine of vLLM 0.32 has 442
 * series), and far below what would overload Prometheus.
 */
export const scrapeSchema = z.strictObject({
  series: field(z.enum(['full', 'lean']), {
    description:
      "Series of vLLM to keep: full drops only series that no known dashboard reads, lean keeps only series that this project's dashboards and rules read.",
    expected: 'full or lean',
    example: 'full',
  }).default('full'),
  sampleLimit: limit('Maximum number of samples per scrape.', 50_000),
  labelLimit: limit('Maximum number of labels per sample.', 64),
  labelNameLengthLimit: limit('Maximum length of a label name, in characters.', 256),
  labelValueLengthLimit: limit('Maximum length of a label value, in characters.', 4096),
  bodySizeLimit: field(diskSize, {
    description: "Maximum size of a scrape's response body. A larger scrape fails, and an alert fires.",
    expected: 'a size such as "512MB" or "50GB"',
    example: '64MB',
  }).default('64MB'),
});
