import {
  binary,
  countBy,
  JOB,
  maxBy,
  minBy,
  orZero,
  ratio,
  sumBy,
  TARGET,
  type Expression,
} from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { SHADES_OF_RED } from '../colors.ts';
import { columns, RED_BELOW_ONE } from '../columns.ts';
import { cells, row, type Row } from '../layout.ts';
import { own } from '../own-series.ts';
import { stacked, stat, thresholds } from '../panels.ts';
import { heightForTargets } from '../table-height.ts';

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
  return stat(
    {
      title: 'Targets up',
      text: 'Targets whose last scrape worked.',
      unit: 'none',
      idle: 'No target',
    },
    [sumBy([], own('up')), 'Up'],
  );
}

/** How many are down; 0 as long as there are any. */
const down = (up: Expression) => orZero(countBy([], binary(up, '==', 0)), countBy([], own('up')));

function failing() {
  return stat(
    {
      title: 'Targets down',
      text: 'Targets whose last scrape failed.',
      unit: 'none',
      idle: 'No target',
    },
    [down(own('up')), 'Down'],
  ).thresholds(thresholds([1, 'red']));
}

function slowest() {
  return stat(
    {
      title: 'Slowest scrape',
      text: 'Duration of the slowest scrape. At the scrape timeout it fails.',
      unit: 's',
      idle: 'No target',
    },
    [maxBy([], own('scrape_duration_seconds')), 'Slowest'],
  ).thresholds(thresholds([5, 'yellow']));
}

function samplesPerSecond() {
  return stat(
    {
      title: 'Samples/scrape',
      text: 'Samples that all targets expose, before and after the scrape diet.',
      unit: 'short',
      idle: 'No target',
    },
    [sumBy([], own('scrape_samples_scraped')), 'Exposed'],
    [sumBy([], own('scrape_samples_post_metric_relabeling')), 'Kept'],
  );
}

function dropped() {
  const kept = ratio(
    sumBy([], own('scrape_samples_post_metric_relabeling')),
    sumBy([], own('scrape_samples_scraped')),
  );
  return stat(
    {
      title: 'Samples dropped',
      text: 'Share of the exposed samples that the scrape diet does not keep.',
      unit: 'percentunit',
      idle: 'No target',
    },
    [binary(1, '-', kept), 'Dropped'],
  );
}

function jobs() {
  const worst = minBy(JOB, own('up'));
  return stat(
    {
      title: 'Jobs affected',
      text: 'Jobs of which at least one target does not answer.',
      unit: 'none',
      idle: 'No target',
    },
    [down(worst), 'Jobs'],
  ).thresholds(thresholds([1, 'red']));
}

function targets() {
  return columns({
    title: 'Targets',
    text: 'One line a target, at the end of the time range, those that are down first.',
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
  return stacked(
    {
      title: 'Targets down by job',
      text: 'Targets that did not answer, by job.',
      unit: 'none',
      counts: 'targets',
      idle: 'No target down',
    },
    [binary(sumBy(JOB, binary(1, '-', own('up'))), '>', 0), '{{job}}'],
  ).colorScheme(SHADES_OF_RED);
}
