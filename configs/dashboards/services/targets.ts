import { binary, maxBy, ratio, sumBy } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { SHADES_OF_RED } from '../colors.ts';
import { columns, RED_BELOW_ONE } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { own } from '../own-series.ts';
import { lettered, query, stacked, stat, thresholds } from '../panels.ts';
import { heightForTargets } from '../table-height.ts';

const TARGET = ['job', 'instance'] as const;

/** What Prometheus scrapes, and whether it answers. */
export function targetsRow(settings: Settings): Row {
  const height = heightForTargets(settings);
  return row(
    'Targets',
    cells(4, 4, [answering(), failing(), slowest(), samplesPerSecond(), dropped(), jobs()]),
    cells(14, height, [targets()]),
    cells(10, height, [downByJob()]),
  );
}

function answering() {
  const panel = stat({
    title: 'Targets up',
    text: 'Targets whose last scrape worked.',
    metrics: ['up'],
    unit: 'none',
    idle: 'No target',
  });
  return lettered(panel, [query(sumBy([], own('up')), 'Up')]);
}

function failing() {
  const panel = stat({
    title: 'Targets down',
    text: 'Targets whose last scrape failed.',
    metrics: ['up'],
    unit: 'none',
    idle: 'No target',
  }).thresholds(thresholds([1, 'red']));
  return lettered(panel, [query(`count(${own('up')} == 0) or (count(${own('up')}) * 0)`, 'Down')]);
}

function slowest() {
  const panel = stat({
    title: 'Slowest scrape',
    text: 'Duration of the slowest scrape. At the scrape timeout it fails.',
    metrics: ['scrape_duration_seconds'],
    unit: 's',
    idle: 'No target',
  }).thresholds(thresholds([5, 'yellow']));
  return lettered(panel, [query(maxBy([], own('scrape_duration_seconds')), 'Slowest')]);
}

function samplesPerSecond() {
  const panel = stat({
    title: 'Samples/scrape',
    text: 'Samples that all targets expose, before and after the scrape diet.',
    metrics: ['scrape_samples_scraped', 'scrape_samples_post_metric_relabeling'],
    unit: 'short',
    idle: 'No target',
  });
  return lettered(panel, [
    query(sumBy([], own('scrape_samples_scraped')), 'Exposed'),
    query(sumBy([], own('scrape_samples_post_metric_relabeling')), 'Kept'),
  ]);
}

function dropped() {
  const panel = stat({
    title: 'Samples dropped',
    text: 'Share of the exposed samples that the scrape diet does not keep.',
    metrics: ['scrape_samples_scraped', 'scrape_samples_post_metric_relabeling'],
    unit: 'percentunit',
    idle: 'No target',
  });
  const kept = ratio(
    sumBy([], own('scrape_samples_post_metric_relabeling')),
    sumBy([], own('scrape_samples_scraped')),
  );
  return lettered(panel, [query(binary('1', '-', kept), 'Dropped')]);
}

function jobs() {
  const panel = stat({
    title: 'Jobs affected',
    text: 'Jobs of which at least one target does not answer.',
    metrics: ['up'],
    unit: 'none',
    idle: 'No target',
  }).thresholds(thresholds([1, 'red']));
  const worst = `min by (job) (${own('up')})`;
  return lettered(panel, [query(`count(${worst} == 0) or (count(${own('up')}) * 0)`, 'Jobs')]);
}

function targets() {
  return columns({
    title: 'Targets',
    text: 'One line a target, at the end of the time range, those that are down first.',
    metrics: ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scrape_series_added'],
    idle: 'No target',
    keys: [
      { label: 'job', title: 'Job', width: 170 },
      { label: 'instance', title: 'Instance', width: 190 },
    ],
    sortBy: 'Up',
    columns: [
      {
        title: 'Up',
        expr: maxBy(TARGET, own('up')),
        unit: 'none',
        steps: RED_BELOW_ONE,
      },
      { title: 'Scrape', expr: maxBy(TARGET, own('scrape_duration_seconds')), unit: 's' },
      { title: 'Samples', expr: maxBy(TARGET, own('scrape_samples_scraped')), unit: 'short' },
      { title: 'New series', expr: maxBy(TARGET, own('scrape_series_added')), unit: 'short' },
    ],
  });
}

function downByJob() {
  const panel = stacked({
    title: 'Targets down by job',
    text: 'Targets that did not answer, by job.',
    metrics: ['up'],
    unit: 'none',
    counts: 'targets',
    idle: 'No target down',
  }).colorScheme(SHADES_OF_RED);
  return lettered(panel, [query(`sum by (job) (1 - ${own('up')}) > 0`, '{{job}}')]);
}
