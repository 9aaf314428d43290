import type { Metric } from '../vllm/index.ts';

/** Metrics that Prometheus adds for every scraped target. */
export const targets = [
  {
    name: 'up',
    type: 'gauge',
    labels: [],
    unit: 'state',
    help: '1 if the last scrape of the target succeeded, otherwise 0.',
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
    help: 'Samples exposed by the target.',
  },
  {
    name: 'scrape_samples_post_metric_relabeling',
    type: 'gauge',
    labels: [],
    unit: 'samples',
    help: 'Samples of the target left after relabeling.',
  },
  {
    name: 'scrape_series_added',
    type: 'gauge',
    labels: [],
    unit: 'series',
    help: 'Approximate number of new series in the last scrape of the target.',
  },
] as const satisfies readonly Metric[];
