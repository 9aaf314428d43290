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

/** Scrape targets: up or down, scrape duration and samples. */
export function targetsRow(settings: Settings): Row {
  const height = heightForTargets(settings);
  return row(
    'Targets',
    cells(4, 4, [targetsUp(), targetsDown(), slowest(), samplesPerSecond(), dropped(), jobs()]),
    cells(14, height, [targets()]),
    cells(10, height, [downByJob()]),
  );
}

function targetsUp() {
  return stat(
    {
      title: 'Targets up',
      text: 'Targets whose last scrape succeeded.',
      unit: 'none',
      idle: 'No targets',
    },
    [sumBy([], own('up')), 'Up'],
  );
}

/** Number of targets that are down; 0 if all are up, empty if there are none. */
const down = (up: Expression) => orZero(countBy([], binary(up, '==', 0)), countBy([], own('up')));

function targetsDown() {
  return stat(
    {
      title: 'Targets down',
      text: 'Targets whose last scrape failed.',
      unit: 'none',
      idle: 'No targets',
    },
    [down(own('up')), 'Down'],
  ).thresholds(thresholds([1, 'red']));
}

function slowest() {
  return stat(
    {
      title: 'Slowest scrape',
      text: 'Duration of the slowest scrape. Scrapes fail at the scrape timeout.',
      unit: 's',
      idle: 'No targets',
    },
    [maxBy([], own('scrape_duration_seconds')), 'Slowest'],
  ).thresholds(thresholds([5, 'yellow']));
}

function samplesPerSecond() {
  return stat(
    {
      title: 'Samples/scrape',
      text: 'Samples exposed by all targets, before and after metric filtering.',
      unit: 'short',
      idle: 'No targets',
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
      text: 'Share of the exposed samples that metric filtering drops.',
      unit: 'percentunit',
      idle: 'No targets',
    },
    [binary(1, '-', kept), 'Dropped'],
  );
}

function jobs() {
  const worst = minBy(JOB, own('up'));
  return stat(
    {
      title: 'Jobs with targets down',
      text: 'Jobs with at least one target down.',
      unit: 'none',
      idle: 'No targets',
    },
    [down(worst), 'Jobs'],
  ).thresholds(thresholds([1, 'red']));
}

function targets() {
  return columns({
    title: 'Targets',
    text: 'One row per target, at the end of the time range, down targets first.',
    idle: 'No targets',
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
      text: 'Targets whose scrape failed, by job.',
      unit: 'none',
      counts: 'targets',
      idle: 'No target down',
    },
    [binary(sumBy(JOB, binary(1, '-', own('up'))), '>', 0), '{{job}}'],
  ).colorScheme(SHADES_OF_RED);
}
