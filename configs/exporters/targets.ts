import { gauge, metrics } from '../vllm/index.ts';

/** Metrics that Prometheus adds for every scraped target. */
export const targets = metrics(
  { labels: [] },
  {
    up: gauge('state', '1 if the last scrape of the target succeeded, otherwise 0.'),
    scrape_duration_seconds: gauge('seconds', 'Duration of the last scrape of the target.'),
    scrape_samples_scraped: gauge('samples', 'Samples exposed by the target.'),
    scrape_samples_post_metric_relabeling: gauge('samples', 'Samples of the target left after relabeling.'),
    scrape_series_added: gauge(
      'series',
      'Approximate number of new series in the last scrape of the target.',
    ),
  },
);
