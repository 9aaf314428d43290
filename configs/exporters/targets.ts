import type { Metric } from '../vllm/index.ts';

/** Metrics that Prometheus adds for every scraped target. */
export const targets = [
  {
    name: 'up',
    type: 'gauge',
    labels: [],
    unit: 'state',
    help: '1 if the last scrape of the target worked, otherwise 0.',
  },
  {
    name: 'scrape_duration_seconds',
    type: 'gauge',
    labels: [],
    unit: 'seconds',
    help: 'Duration of the last scrape of the target.',
  },
  {
    name: 'scrape_samples_scraped',
    type: 'gauge',
    labels: [],
    unit: 'samples',
    help: 'Samples the target exposed.',
  },
  {
    name: 'scrape_samples_post_metric_relabeling',
    type: 'gauge',
    labels: [],
    unit: 'samples',
    help: 'Samples of the target left after relabelling.',
  },
  {
    name: 'scrape_series_added',
    type: 'gauge',
    labels: [],
    unit: 'series',
    help: 'About the number of series the last scrape of the target brought in.',
  },
] as const satisfies readonly Metric[];
